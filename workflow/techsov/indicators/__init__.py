"""Indicators: frames and matrices in, frames and matrices out."""
