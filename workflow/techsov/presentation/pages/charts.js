// Draws every [data-chart] with Vega-Lite where scripts run; without it the printed figure stands.
(function () {
  "use strict";

  function specification(holder) {
    return JSON.parse(document.getElementById(holder.dataset.chart).textContent);
  }

  // How every chart is embedded: its look, and the numbers' writing of the page's language.
  window.techsovOptions = function (holder) {
    return {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      formatLocale: {
        decimal: holder.dataset.decimal,
        thousands: holder.dataset.group,
        grouping: [3],
        currency: ["", ""],
        minus: "−",
      },
      tooltip: { theme: "techsov" },
    };
  };

  function draw(holder) {
    var canvas = holder.querySelector(".canvas");
    // What is drawn is one picture with one text, which the canvas bears.
    var picture = document.createElement("div");
    picture.setAttribute("aria-hidden", "true");
    canvas.appendChild(picture);
    holder.classList.add("live"); // before drawing, as a chart takes the width of its place
    var options = window.techsovOptions(holder);
    options.bind = holder.querySelector(".menus");
    return window.vegaEmbed(picture, specification(holder), options).then(function (drawn) {
      canvas.addEventListener("dblclick", function () {
        drawn.finalize();
        canvas.textContent = "";
        holder.querySelector(".menus").textContent = "";
        draw(holder);
      }, { once: true });
      holder.dataset.drawn = "yes";
    }).catch(function (error) {
      holder.classList.remove("live");
      console.error(holder.dataset.chart, error);
    });
  }

  var holders = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
  if (!window.vegaEmbed || !("IntersectionObserver" in window)) return;
  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "600px" });
  holders.forEach(function (holder) {
    near.observe(holder);
  });
})();
