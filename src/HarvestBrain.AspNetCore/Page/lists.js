"use strict";
// What was asked for and what became of it, the trades that are over, what was refused, and the equity line.

const asks = (payload) => payload.intent_type === "CANCEL" ? "takes back " + payload.cancels
  : payload.intent_type === "PROTECT" ? `stop ${number(payload.stop_price)} protects ${number(payload.protect_qty)}`
  : payload.intent_type === "MOVE_STOP" ? `stop ${price(payload.previous_stop)} → ${number(payload.stop_price)}, ${words(payload.stop_kind)}`
  : `${payload.side} ${number(payload.qty)} reduce-only` + (payload.harvest_type === "TIME_STOP" ? ", time stop" : "");

const outcomeTones = { filled: "up", confirmed: "up", refused: "flag", expired: "flag", waiting: "warned", partly_filled: "warned" };

function intentRow({ at_ms, outcome, payload }) {
  const attempt = payload.attempt ? make("span", "sub", "attempt " + payload.attempt) : null;
  return row(
    cell("Time", "when", time(at_ms)),
    cell("Intent", "", symbolName(payload.symbol, payload.position_side), make("span", "line", asks(payload)),
      make("span", "sub", payload.reason, isThere(payload.mark_price) ? ", at " + price(payload.mark_price) : "")),
    cell("Outcome", "number", make("span", outcomeTones[outcome] ?? "quiet", outcome ? words(outcome) : "–"), attempt));
}

function tradeRow({ trade }) {
  const closed = Date.parse(trade.closed);
  return row(
    cell("Closed", "when", time(closed)),
    cell("Trade", "", symbolName(trade.symbol, trade.position_side),
      make("span", "sub", `${words(trade.side)}, by ${words(trade.exit)} after ${duration(closed - Date.parse(trade.opened))}`)),
    cell("Net", "number", make("span", tone(trade.r_net), plus(trade.r_net) + inR(trade.r_net)),
      make("span", "sub", inMoney(trade.realized_pnl - trade.fees - trade.funding))));
}

function refusalRow(refusal) {
  return row(
    cell("Time", "when", time(refusal.at_ms)),
    cell("Refusal", "", symbolName(refusal.symbol, refusal.position_side), make("span", "line", refusal.reason)),
    cell("What", "number", words(refusal.kind)));
}

function list(name, elements) {
  at(name).replaceChildren(...elements);
  at(name + "-table").hidden = elements.length === 0;
  at(name + "-empty").hidden = elements.length > 0;
}

let newest = null;

function showIntents(answer) {
  list("intents", answer.intents.map(intentRow));
  list("refusals", answer.refusals.map(refusalRow));
  tell(answer.intents);
}

// A screen reader is told of new intents, not of every change of a price.
function tell(intents) {
  const id = (intent) => intent.at_ms + intent.payload.intent_id + (intent.payload.attempt ?? "");
  const first = newest === null, known = intents.findIndex((intent) => id(intent) === newest);
  const fresh = first ? [] : intents.slice(0, known < 0 ? intents.length : known);
  newest = intents.length ? id(intents[0]) : "";
  if (fresh.length) at("news").textContent = fresh.slice(0, 3).map(({ payload }) => `${payload.symbol}: ${asks(payload)}`).join(". ");
  fresh.forEach((_, i) => at("intents").rows[i].classList.add("fresh"));
}

// Money of one currency as it is; of several one sum each, with its name: the first three, the page is no ledger.
function sums(money, member, sign = plus) {
  if (money.length < 2) return sign(money[0]?.[member]) + inMoney(money[0]?.[member] ?? 0);
  const shown = money.slice(0, 3).map((one) => sign(one[member]) + inMoney(one[member]) + " " + (one.quote ?? "of others"));
  return shown.join(", ") + (money.length > 3 ? ` and ${money.length - 3} more` : "");
}

const trades = (count) => count + (count === 1 ? " trade" : " trades");

function showTrades(answer) {
  const today = answer.today;
  list("trades", answer.trades.map(tradeRow));
  fact("today", (today.complete ? "" : "at least ") + plus(today.r_net) + inR(today.r_net), tone(today.r_net),
    `${trades(today.trades)}, ${sums(today.money, "net_pnl")} net`
    + (today.without_r ? `, ${today.without_r} without R` : ""));
  drawEquity(answer.equity);
}

// A line through what the trades came to, one after the other, from zero.
function drawEquity(points) {
  const width = 600, height = 64, box = at("equity");
  if (!points.length) {
    box.replaceChildren(make("p", "quiet", "The line begins with the first trade that is over."));
    return;
  }
  const values = [0, ...points.map((point) => point.r)], least = Math.min(...values), most = Math.max(...values), span = most - least || 1;
  const x = (i) => (width * i / points.length).toFixed(1), y = (r) => (4 + (height - 8) * (most - r) / span).toFixed(1);
  const line = values.map((r, i) => (i ? "L" : "M") + x(i) + " " + y(r)).join(""), sum = points.at(-1).r;
  const since = new Date(points[0].closed_ms);
  const said = `${plus(sum)}${inR(sum)} in ${trades(points.length)} since ${since.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`;
  const picture = draw("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": "Equity line: " + said });
  picture.append(
    draw("path", { class: "area " + tone(sum), d: `${line}L${width} ${y(0)}L0 ${y(0)}z` }),
    draw("path", { class: "zero", d: `M0 ${y(0)}H${width}` }),
    draw("path", { class: "equity " + tone(sum), d: line }));
  box.replaceChildren(picture, make("span", "sub", said + ` (lowest ${inR(least)}, highest ${inR(most)})`));
}

// One of the figures on top: what it is, and what it is made of.
function fact(id, value, className, beside) {
  const box = at(id), text = value + beside;
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  box.replaceChildren(make("span", className, value), make("span", "sub", beside));
}

function showTotals(totals) {
  if (!totals) {
    for (const id of ["open", "realised", "risk"]) fact(id, "–", "", "not known");
    return;
  }
  const without = (count, what) => count ? `, ${count} without ${what}` : "";
  fact("open", plus(totals.open_r) + inR(totals.open_r), tone(totals.open_r),
    sums(totals.money, "unrealized_pnl") + without(totals.without_r, "R"));
  fact("realised", plus(totals.realized_r) + inR(totals.realized_r), tone(totals.realized_r),
    sums(totals.money, "realized_pnl") + " of what is open");
  const risk = sums(totals.money, "at_risk", () => ""), one = totals.money.length < 2;
  fact("risk", one ? risk : inR(totals.at_risk_r), "",
    (one ? inR(totals.at_risk_r) : risk) + " if all stops are hit" + without(totals.without_stop, "a stop"));
}
