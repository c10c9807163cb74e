// Series chosen from menus: a chart, its rows, and a file of them.
"use strict";
(() => {
  const holder = document.querySelector("[data-explorer]");
  if (!holder || !window.vegaEmbed || !window.techsovSeries) return;
  const given = JSON.parse(document.getElementById("explorer-given").textContent);
  const series = window.techsovSeries[holder.dataset.explorer];
  const menus = Object.fromEntries(
    [...holder.querySelectorAll("select")].map((menu) => [menu.dataset.menu, menu]),
  );
  const canvas = holder.querySelector(".canvas");
  const rowsOf = holder.querySelector("tbody");

  const fill = (name, choices, kept) => {
    const menu = menus[name];
    menu.replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
    if (choices.some(([value]) => String(value) === kept)) menu.value = kept;
  };
  const named = (codes) =>
    Object.keys(given.countries)
      .filter((code) => codes.has(code))
      .map((code) => [code, given.countries[code]]);
  const places = () => Object.keys(series[menus.measure.value]).map((place) => place.split(" "));
  const said = (place) => place.split(" ").map((code) => given.countries[code]).join(given.arrow);

  // The places shown: the chosen one, and the one beside it, or the same pair the other way round.
  const shown = () => {
    const one = menus.country.value;
    const other = menus.beside.value;
    if (!given.pairs) return [one, other].filter(Boolean);
    const supplier = menus.supplier.value;
    const beside = other && (other === supplier ? [supplier, one] : [other, supplier]);
    return [[one, supplier], beside].filter(Boolean).map((pair) => pair.join(" "));
  };

  // Offers only what the choices before it leave.
  const offer = (asked) => {
    const of = places();
    fill("country", named(new Set(of.map((place) => place[0]))), asked.country);
    const one = menus.country.value;
    if (given.pairs) {
      const suppliers = of.filter((place) => place[0] === one).map((place) => place[1]);
      fill("supplier", named(new Set(suppliers)), asked.supplier);
    }
    const rest = new Set(of.map((place) => place[0]).filter((code) => code !== one));
    fill("beside", [["", "–"], ...named(rest)], asked.beside);
    const held = shown().map((place) => series[menus.measure.value][place] || {});
    const releases = [...new Set(held.flatMap(Object.keys))].sort().reverse();
    fill("release", [["", given.any], ...releases.map((r) => [r, given.releases[r]])], asked.release);
    const years = rows(1, 9999).map((row) => row.year);
    const first = Math.min(...years);
    const all = years.length ? Array.from({ length: Math.max(...years) - first + 1 }, (_, n) => first + n) : [];
    fill("since", all.map((year) => [year, year]), asked.since);
    fill("until", all.map((year) => [year, year]), asked.until || String(all[all.length - 1]));
  };

  const rows = (since, until) => {
    const found = [];
    for (const place of shown()) {
      const held = series[menus.measure.value][place] || {};
      for (const release of Object.keys(held).sort().reverse()) {
        if (menus.release.value && release !== menus.release.value) continue;
        const [first, ...values] = held[release];
        values.forEach((value, n) => {
          const year = first + n;
          if (value === null || year < since || year > until) return;
          found.push({ series: `${said(place)}, ${given.releases[release]}`, place, year, value });
        });
      }
    }
    return found;
  };

  // The newest release of a place bears its country's colour, the others spare ones.
  const shades = (found) => {
    const of = new Map();
    const bearing = new Set();
    let spare = 0;
    for (const row of found) {
      if (of.has(row.series)) continue;
      const own = given.colours[row.place.split(" ")[0]];
      of.set(row.series, bearing.has(own) ? given.spare[spare++ % given.spare.length] : own);
      bearing.add(own);
    }
    return of;
  };

  const tabulate = (found, names) => {
    const years = [...new Set(found.map((row) => row.year))].sort((one, other) => one - other);
    const at = new Map(found.map((row) => [`${row.year} ${row.series}`, row.value]));
    const form = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 6 });
    const cell = (tag, text, scope) => {
      const made = document.createElement(tag);
      made.textContent = text;
      if (scope) made.scope = scope;
      if (tag === "td" || scope === "col") made.className = "number";
      return made;
    };
    const head = document.createElement("tr");
    head.append(cell("th", given.year, "col"), ...names.map((name) => cell("th", name, "col")));
    holder.querySelector("thead").replaceChildren(head);
    rowsOf.replaceChildren(
      ...years.map((year) => {
        const row = document.createElement("tr");
        const values = names.map((name) => at.get(`${year} ${name}`));
        row.append(
          cell("th", year, "row"),
          ...values.map((value) => cell("td", value === undefined ? "" : form.format(value))),
        );
        return row;
      }),
    );
    const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const lines = [[given.year, ...names].map(quoted).join(",")];
    for (const year of years) {
      lines.push([year, ...names.map((name) => at.get(`${year} ${name}`) ?? "")].join(","));
    }
    const file = document.querySelector("a.chosen");
    URL.revokeObjectURL(file.href);
    file.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    file.download = `${holder.dataset.explorer}-${menus.measure.value}.csv`;
  };

  // A line ends where its series misses a year: rows without a value stand in the gaps.
  const gaps = (found) => {
    const years = new Map();
    for (const row of found) years.set(row.series, [...(years.get(row.series) || []), row.year]);
    const breaks = [];
    for (const [series, of] of years) {
      const steps = of.slice(1).map((year, n) => year - of[n]);
      const usual = Math.min(...steps);
      steps.forEach((step, n) => {
        if (step > usual) breaks.push({ series, year: of[n] + usual, value: null });
      });
    }
    return breaks;
  };

  let drawing = Promise.resolve();
  const draw = (found, of) => {
    const chart = JSON.parse(JSON.stringify(given.chart));
    // The newest release above the others.
    chart.datasets = { chosen: [...[...found].reverse(), ...gaps(found)] };
    for (const layer of chart.layer) {
      layer.encoding.color.scale = { domain: [...of.keys()], range: [...of.values()] };
      layer.encoding.y.scale.reverse = given.inverted.includes(menus.measure.value);
    }
    drawing = drawing.then(async () => {
      const picture = document.createElement("div");
      picture.setAttribute("aria-hidden", "true");
      canvas.replaceChildren(picture);
      holder.classList.add("live");
      await window.vegaEmbed(picture, chart, window.techsovOptions(holder));
      holder.dataset.drawn = "yes";
    });
  };

  const show = (asked) => {
    offer(asked);
    const found = rows(Number(menus.since.value), Number(menus.until.value));
    const of = shades(found);
    const what = menus.measure.selectedOptions[0].text;
    const text = found.length
      ? given.said
          .replace("{n}", found.length)
          .replace("{what}", what)
          .replace("{from}", Math.min(...found.map((row) => row.year)))
          .replace("{to}", Math.max(...found.map((row) => row.year)))
      : given.none;
    holder.querySelector(".said").textContent = text;
    canvas.setAttribute("aria-label", [text, ...of.keys()].join("; "));
    tabulate(found, [...of.keys()]);
    draw(found, of);
  };

  const asked = () => Object.fromEntries(Object.keys(menus).map((name) => [name, menus[name].value]));
  fill("measure", given.measures);
  holder.addEventListener("change", (event) => {
    const kept = asked();
    // Another series has years of its own; the years themselves are kept as chosen.
    if (!["since", "until"].includes(event.target.dataset.menu)) kept.since = kept.until = "";
    show(kept);
  });
  show({ country: given.first[0], supplier: given.first[1] });
})();
