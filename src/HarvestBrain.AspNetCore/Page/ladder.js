"use strict";
// The picture of a position: entry, stop, rungs and price on one line, in R.

// What a rung is, for the picture and in words: one that the price has reached and that was not asked for is held by something.
function stateOf(position, rung) {
  if (rung.state === "requested" && rung.rejected) return "rejected";
  if (rung.state !== "armed") return rung.state;
  const long = position.side === "LONG";
  const due = rung.price !== null && rung.qty > 0 && (long ? position.mark_price >= rung.price : position.mark_price <= rung.price);
  return due ? "due" : "armed";
}

const directionOf = (position) => position.side === "LONG" ? 1 : -1;
const rOf = (position, price) => directionOf(position) * (price - position.entry_price) / position.initial_risk;
// A rung that HARVEST_MIN_R keeps back fires far from its own R: it is drawn at its own, and said to be kept back.
const isKeptBack = (position, rung) => rung.price !== null && rOf(position, rung.price) > rung.r + 1;
const ladderOf = (position) => position.rungs.filter((rung) => !rung.time_stop);

const rungWords = { filled: "filled", requested: "asked for", rejected: "refused by the executor", due: "due and held", armed: "to come" };

function ladderText(position) {
  return (position.side === "LONG" ? "Long" : "Short") + " from " + price(position.entry_price) + ", price " + price(position.mark_price)
    + (position.stop_loss === null ? ", no stop" : ", stop " + price(position.stop_loss))
    + ladderOf(position).map((rung) => "; " + number(rung.r) + " R "
      + (rung.qty > 0 ? rungWords[stateOf(position, rung)] : "merged into another")).join("");
}

// Draws it into a cell; while only the price moves, only the triangle does.
function drawLadder(cell, position) {
  if (position.initial_risk === null) {
    if (cell.drawn !== "none") cell.replaceChildren(make("span", "flag", "No stop known: tracked, never harvested"));
    cell.drawn = "none";
    return;
  }
  const rungs = ladderOf(position), stop = position.stop_loss === null ? null : rOf(position, position.stop_loss);
  const own = (rung) => rung.price === null || isKeptBack(position, rung) ? rung.r : rOf(position, rung.price);
  const mark = rOf(position, position.mark_price), marks = [0, mark, stop ?? 0, ...rungs.map(own)];
  // A price far away would press everything else together: it stands at the edge.
  const least = Math.max(-1.5, Math.min(-0.2, ...marks));
  const most = Math.min(Math.max(...rungs.map((rung) => rung.r), 1) + 2, Math.max(0.5, ...marks));
  const x = (value) => Math.round(100 + 2400 * (Math.min(most, Math.max(least, value)) - least) / (most - least)) / 10;
  const shapes = rungs.filter((rung) => rung.qty > 0).map((rung) => [stateOf(position, rung), x(own(rung)), number(rung.r, 3)]);
  const key = JSON.stringify([x(0), stop === null ? null : x(stop), shapes]);
  if (cell.drawn !== key) {
    cell.drawn = key;
    cell.picture = ladderPicture(x(0), stop === null ? null : x(stop), shapes);
    cell.replaceChildren(cell.picture);
  }
  set(cell.picture, "aria-label", ladderText(position));
  set(cell.picture.lastChild, "d", `M${x(mark) - 5} 3h10l-5 8z`);
}

function ladderPicture(entry, stop, shapes) {
  const y = 20, picture = draw("svg", { class: "ladder", viewBox: "0 0 260 40", role: "img" });
  picture.append(draw("path", { class: "axis", d: `M10 ${y}H250` }));
  if (stop !== null) picture.append(draw("path", { class: stop < entry ? "risk" : "gain", d: `M${stop} ${y}H${entry}` }));
  picture.append(draw("path", { class: "entry", d: `M${entry} ${y - 8}v16` }));
  for (const [kind, cx, r] of shapes) {
    picture.append(draw("circle", { class: "rung " + kind, cx, cy: y, r: 5 }));
    if (kind === "requested") picture.append(draw("path", { class: "half", d: `M${cx} ${y - 5}a5 5 0 0 0 0 10z` }));
    if (kind === "rejected") picture.append(draw("path", { class: "refused", d: `M${cx - 3} ${y}h6` }));
    if (kind === "due") picture.append(draw("circle", { class: "dot", cx, cy: y, r: 2 }));
    picture.append(draw("text", { x: cx, y: 38 }, r));
  }
  // Above the rungs: a lock often lies on one.
  if (stop !== null) picture.append(draw("path", { class: "stop", d: `M${stop - 4} ${y - 4}l8 8m0-8l-8 8` }));
  picture.append(draw("path", { class: "mark" }));
  return picture;
}
