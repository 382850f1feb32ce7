"use strict";
// Everything that comes from the service is put in as text, never as HTML.
(() => {
  const every = 2000, patience = 8000, old = 10000, key = "harvestbrain-token";
  const base = location.pathname.endsWith("/") ? location.pathname : location.pathname + "/";
  const at = (id) => document.getElementById(id);
  const rows = new Map(); // position -> its row, so that what has not changed is left alone
  let paused = false, timer = 0, newest = null, lists = "", last = null;

  // The log and the command line say UTC; the page says what the clock on the wall does.
  const zone = new Date().toLocaleTimeString("en", { timeZoneName: "short" }).split(" ").pop();
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined).map((child) => child instanceof Node ? child : String(child)));
    return element;
  };
  const draw = (name, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.append(...children);
    return element;
  };
  // As many digits as a double holds: of averages, which repeat without end, and profits fewer do.
  const number = (value, digits = 15) => value === null || value === undefined ? "–" : String(Number(Number(value).toPrecision(digits)));
  const price = (value) => number(value, 10);
  // Cut, not rounded: 0.496 R has not reached the rung at 0.5.
  const inR = (value) => value === null || value === undefined ? "–"
    : (value < 0 ? "−" : "") + (Math.trunc(Number((Math.abs(value) * 100).toFixed(4))) / 100).toFixed(2) + " R";
  const time = (ms) => {
    const date = new Date(ms), today = date.toDateString() === new Date().toDateString();
    const element = make("time", "", (today ? "" : date.toLocaleDateString() + " ") + date.toLocaleTimeString([], { hour12: false }));
    element.dateTime = date.toISOString();
    element.title = date.toLocaleString();
    return element;
  };
  const words = (text) => String(text).replaceAll("_", " ").toLowerCase();
  const name = (symbol, side) => make("span", "", make("bdi", "name", symbol ?? "–"), side && side !== "BOTH" ? " " + side : "");
  // The column's name stands before the value where the table is shown as cards.
  const cell = (column, content, className) => {
    const element = make("td", className || "", content);
    element.setAttribute("role", "cell");
    element.dataset.name = column;
    return element;
  };
  const row = (...cells) => {
    const element = make("tr", "", ...cells);
    element.setAttribute("role", "row");
    return element;
  };

  async function ask(path) {
    const token = sessionStorage.getItem(key);
    const answer = await fetch(base + path, {
      headers: token ? { Authorization: "Bearer " + token } : {}, cache: "no-store", signal: AbortSignal.timeout(patience),
    });
    if (answer.status === 401) throw new Refused(token);
    if (!answer.ok) throw new Error("status " + answer.status);
    return answer.json();
  }
  class Refused extends Error {
    constructor(token) { super("token"); this.token = token; }
  }

  const explained = {
    starting: ["Starting", "It has not reached Redis yet, or reads what is pending."],
    stopped: ["Stopped", "The service has ended."],
    redis_away: ["Redis is away or answers with errors", "Nothing is read or published until it works; nothing is lost. The code below says what is wrong."],
    failed: ["The service cannot work", "The saved state cannot be read, or there is a bug: the log says which. It tries again by itself."],
    lag: ["It does not keep up", "Many entries wait to be read. Prices older than HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC cause no intent."],
    suspect: ["Suspect positions", "They may have missed a fill; nothing is asked for. Compare with the exchange, then: sudo ops/harvestbrain.sh release SYMBOL"],
    commit_stalled: ["Nothing is committed", "Entries wait, and for a while nothing was written. Look into the log."],
  };

  const asOf = (answer) => at("as-of").replaceChildren(
    ...(answer.as_of_ms ? ["As of ", time(answer.as_of_ms)] : ["Positions not known yet"]), (paused ? ", paused" : `, again every ${every / 1000} s`) + `; times in ${zone}`);

  function showService(answer) {
    const service = answer.service, total = answer.total;
    const states = { owner: ["owner", "good"], standby: ["standby, ready", "good"], redis_away: ["Redis is away", "bad"], failed: ["cannot work", "bad"] };
    const [state, tone] = states[service.state] ?? [service.state, "warn"];
    at("badges").replaceChildren(
      make("span", "badge " + (service.mode === "live" ? "warn" : ""), service.mode.toUpperCase()),
      make("span", "badge " + tone, state),
      make("span", "badge " + (service.kill_switch ? "bad" : "good"), service.kill_switch ? "KILL SWITCH ON" : "kill switch off"),
      ...(service.instance ? [make("span", "badge", service.instance)] : []));
    const problems = service.reasons.map((reason) => explained[reason] ?? [words(reason), ""]);
    if (service.redis_fault) problems.push(["Redis: " + service.redis_fault, "The codes are explained in docs/operations.md."]);
    if (service.kill_switch) problems.push(["The kill switch is on", "Positions are kept up to date, nothing is published."]);
    if (service.stale) problems.push([(service.stale === 1 ? "One position has" : service.stale + " positions have") + " old prices",
      "Nothing is asked for them and no stop is moved. Is the price feed running? Compare the times beside the prices."]);
    if (service.unanswered_ms > 60000) problems.push(["The executor does not answer",
      "A close or a stop that was asked for " + ago(service.unanswered_ms) + " has no answer. Is it running, does it read the stream of trade intents?"]);
    if (service.crossed) problems.push([(service.crossed === 1 ? "One position is" : service.crossed + " positions are") + " open through their stop",
      "The price went through the stop and nothing was sold: the stop is not at the exchange. Look there now."]);
    for (const problem of service.protection) problems.push([protectionText(problem), protectionAdvice[problem.code]]);
    if (service.held_back) problems.push([(service.held_back === 1 ? "One position waits" : service.held_back + " positions wait") + " for a limit",
      "Something is due and is kept back: HARVEST_MAX_ACTIONS_PER_MIN for closes, HARVEST_MAX_STOPS_PER_MIN for stops."]);
    if (answer.as_of_ms && service.now_ms - answer.as_of_ms > old)
      problems.push(["The positions are old", "They are shown as of " + time(answer.as_of_ms).textContent + "."]);
    for (const problem of service.setting_problems) problems.push(["Settings of " + problem.symbol + " in Redis are not valid", problem.problem]);
    showProblems(problems);
    const owner = service.state !== "standby";
    const facts = [
      ["Open positions", total ?? "–"], ["Suspect", owner ? service.suspect : "–"], ["Lag", owner ? service.lag + " entries" : "–"], ["Pending", owner ? service.pending : "–"],
      ["Rate budget left", service.rate_limit ? service.rate_left + " of " + service.rate_limit : "–"],
      ["Last commit", service.last_commit_ms ? ago(service.now_ms - service.last_commit_ms) : "–"],
    ];
    at("facts").replaceChildren(...facts.map(([term, value]) => make("div", "", make("dt", "", term), make("dd", "", value))));
    document.title = (problems.length ? "! " : "") + "HarvestBrain: " + service.mode + ", " + state;
  }

  const protectionAdvice = {
    Unprotected: "No stop stands at the venue. Place it there now, or close the position; then see why the executor did not.",
    ProtectionQuantityDiffers: "The stop closes another quantity than is open. Did the executor carry out the last PROTECT?",
    ProtectionPriceDiffers: "The stop stands elsewhere than it should. Did the executor carry out the last stop move?",
    OrphanOrder: "It stands for nothing that is open and would act on the next position. Cancel it at the venue.",
  };
  const protectionWords = {
    Unprotected: "unprotected at the venue", ProtectionQuantityDiffers: "stop of another quantity",
    ProtectionPriceDiffers: "stop at another price", OrphanOrder: "orphan order",
  };

  function protectionText(problem) {
    const side = problem.position_side === "BOTH" ? "" : " " + problem.position_side;
    const numbers = problem.code === "OrphanOrder" ? (problem.order_id ? " " + problem.order_id : "")
      : problem.code === "Unprotected" ? "" : ": " + number(problem.stands) + " instead of " + number(problem.wanted);
    return problem.symbol + side + ": " + protectionWords[problem.code] + numbers;
  }

  function showProblems(problems) {
    const text = JSON.stringify(problems), list = at("problems");
    if (list.dataset.text === text) return; // a screen reader says again what is put in again
    list.dataset.text = text;
    list.replaceChildren(...problems.map(([what, then]) => make("li", "", make("strong", "", what), then ? ": " + then : "")));
  }

  function ago(ms) {
    const seconds = Math.max(0, Math.round(ms / 1000));
    return seconds < 120 ? seconds + " s ago" : seconds < 7200 ? Math.round(seconds / 60) + " min ago" : Math.round(seconds / 3600) + " h ago";
  }

  function showEmpty(service, total) {
    const box = at("positions-empty"), empty = !total;
    at("positions-box").hidden = empty;
    box.hidden = !empty;
    const kind = service.state + (total === null) + service.input_stream;
    if (!empty || box.dataset.kind === kind) return;
    box.dataset.kind = kind;
    if (service.state === "standby") {
      box.replaceChildren(make("p", "", "This instance is the hot standby: another one works, and shows the positions. It takes over by itself."));
    } else if (service.state !== "owner" || total === null) {
      box.replaceChildren(make("p", "", "No position is known yet."));
    } else {
      const stream = service.input_stream;
      box.replaceChildren(
        make("p", "", make("strong", "", "No open position.")),
        make("p", "", "Next: have your executor write its fills to ", make("code", "", stream), ". To try it by hand, in shadow mode:"),
        make("pre", "", "redis-cli XADD " + stream + " '*' symbol ETHUSDT side BUY qty 1 price 3300 stop_loss 3200 status FILLED\n"
          + "redis-cli XADD " + stream + " '*' symbol ETHUSDT status PRICE_UPDATE price 3350"),
        make("p", "", "The position appears here, and the first suggestion below. Fills that are sent and do not appear: see the refusals, and the lag above."));
    }
  }

  // What a rung is, for the picture and in words: one that the price has reached and that was not asked for is held by something.
  function stateOf(position, rung) {
    if (rung.state === "requested" && rung.rejected) return "rejected";
    if (rung.state !== "armed") return rung.state;
    const long = position.side === "LONG";
    const due = rung.price !== null && rung.qty > 0 && (long ? position.mark_price >= rung.price : position.mark_price <= rung.price);
    return due ? "due" : "armed";
  }

  const rOf = (position, price) => (position.side === "LONG" ? 1 : -1) * (price - position.entry_price) / position.initial_risk;
  // A rung that HARVEST_MIN_R keeps back fires far from its own R: it is drawn at its own, and said to be kept back.
  const isKeptBack = (position, rung) => rung.price !== null && rOf(position, rung.price) > rung.r + 1;

  function ladder(position) {
    const rungs = position.rungs.filter((rung) => !rung.time_stop);
    const kinds = { filled: "filled", requested: "asked for", rejected: "refused by the executor", due: "due and held", armed: "to come" };
    const described = (position.side === "LONG" ? "Long" : "Short") + " from " + price(position.entry_price) + ", price " + price(position.mark_price)
      + (position.stop_loss === null ? ", no stop" : ", stop " + price(position.stop_loss))
      + rungs.map((rung) => "; " + number(rung.r) + " R " + (rung.qty > 0 ? kinds[stateOf(position, rung)] : "merged into another")).join("");
    if (position.initial_risk === null) {
      return make("span", "flag", "No stop known: tracked, never harvested");
    }
    const r = (price) => rOf(position, price);
    const own = (rung) => rung.price === null || isKeptBack(position, rung) ? rung.r : r(rung.price);
    const marks = [0, r(position.mark_price), ...rungs.map(own)];
    if (position.stop_loss !== null) marks.push(r(position.stop_loss));
    // A price far away would press everything else together: it stands at the edge.
    const least = Math.max(-1.5, Math.min(-0.2, ...marks)), most = Math.min(Math.max(...rungs.map((rung) => rung.r), 1) + 2, Math.max(0.5, ...marks));
    const x = (value) => 10 + 240 * (Math.min(most, Math.max(least, value)) - least) / (most - least);
    const picture = draw("svg", { class: "ladder", viewBox: "0 0 260 40", role: "img", "aria-label": described });
    const now = x(r(position.mark_price)), entry = x(0), y = 20;
    picture.append(draw("path", { class: "axis", d: `M10 ${y}H250` }));
    if (position.stop_loss !== null) {
      const stop = x(r(position.stop_loss));
      picture.append(draw("path", { class: stop < entry ? "risk" : "gain", d: `M${stop} ${y}H${entry}` }));
    }
    picture.append(draw("path", { class: "entry", d: `M${entry} ${y - 8}v16` }));
    for (const rung of rungs) {
      if (!(rung.qty > 0)) continue;
      const kind = stateOf(position, rung), cx = x(own(rung));
      picture.append(draw("circle", { class: "rung " + kind, cx, cy: y, r: 5 }));
      if (kind === "requested") picture.append(draw("path", { class: "half", d: `M${cx} ${y - 5}a5 5 0 0 0 0 10z` }));
      if (kind === "rejected") picture.append(draw("path", { class: "refused", d: `M${cx - 3} ${y}h6` }));
      if (kind === "due") picture.append(draw("circle", { class: "dot", cx, cy: y, r: 2 }));
      picture.append(draw("text", { x: cx, y: 38 }, number(rung.r, 3)));
    }
    if (position.stop_loss !== null) {
      const stop = x(r(position.stop_loss)); // above the rungs: a lock often lies on one
      picture.append(draw("path", { class: "stop", d: `M${stop - 4} ${y - 4}l8 8m0-8l-8 8` }));
    }
    picture.append(draw("path", { class: "mark", d: `M${now - 5} 3h10l-5 8z` }));
    return picture;
  }

  function keptBack(position) {
    if (position.initial_risk === null) return null;
    const far = position.rungs.find((rung) => rung.state === "armed" && rung.qty > 0 && isKeptBack(position, rung));
    return far ? make("span", "sub", "kept back to " + price(far.price) + " by HARVEST_MIN_R") : null;
  }

  const stopWords = { requested: "not confirmed", rejected: "move refused", crossed: "PRICE THROUGH IT" };

  function stopState(position) {
    const known = stopWords[position.stop_state];
    if (!known) return null;
    const times = position.stop_attempt ? ", asked " + position.stop_attempt + " times" : "";
    return make("span", position.stop_state === "requested" ? "sub" : "sub flag", known + times);
  }

  function positionRow(position) {
    const profit = Number(position.unrealized_pnl);
    return row(
      cell("Position", make("span", "", name(position.symbol, position.position_side),
        make("span", "sub", position.side), position.suspect ? make("span", "sub flag", "suspect") : null,
        position.dust ? make("span", "sub", "dust") : null)),
      cell("R", make("span", position.r_level > 0 ? "up" : position.r_level < 0 ? "down" : "", inR(position.r_level))),
      cell("Ladder", make("div", "", ladder(position), keptBack(position)), "ladder"),
      cell("Quantity", number(position.qty)),
      cell("Entry", price(position.entry_price)),
      cell("Price", make("span", "", price(position.mark_price), make("span", "sub", time(position.mark_time_ms)))),
      cell("Stop", make("span", "", price(position.stop_loss), make("span", "sub", position.stop_kind ? words(position.stop_kind) : ""),
        stopState(position), ...(position.protection ?? []).map((problem) => make("span", "sub flag", protectionWords[problem.code])))),
      cell("Profit", make("span", "", make("span", profit > 0 ? "up" : profit < 0 ? "down" : "", number(profit, 6)),
        make("span", "sub", number(position.realized_pnl, 6) + " realised"),
        position.fees_incomplete ? make("span", "sub", "fees incomplete") : null)));
  }

  function showPositions(answer) {
    const body = at("positions"), seen = new Set();
    const sorted = answer.positions.sort((a, b) => a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.position_side < b.position_side ? -1 : 1);
    let before = null;
    for (const position of sorted) {
      const id = JSON.stringify([position.symbol, position.position_side]), text = JSON.stringify(position);
      seen.add(id);
      let known = rows.get(id);
      if (known?.text !== text) {
        const element = positionRow(position);
        if (known) known.element.replaceWith(element);
        rows.set(id, known = { text, element });
      }
      const place = before ? before.nextSibling : body.firstChild;
      if (place !== known.element) body.insertBefore(known.element, place);
      before = known.element;
    }
    for (const [id, known] of rows) {
      if (seen.has(id)) continue;
      known.element.remove();
      rows.delete(id);
    }
    at("count").textContent = !answer.total ? "" : answer.total > sorted.length ? `${sorted.length} of ${answer.total}` : String(answer.total);
  }

  const asks = (payload) => payload.intent_type === "CANCEL" ? "takes back " + payload.cancels
    : payload.intent_type === "PROTECT" ? `stop ${number(payload.stop_price)} protects ${number(payload.protect_qty)}` : payload.intent_type === "MOVE_STOP"
    ? `stop ${price(payload.previous_stop)} → ${number(payload.stop_price)}, ${words(payload.stop_kind)}`
    : `${payload.side} ${number(payload.qty)} reduce-only` + (payload.harvest_type === "TIME_STOP" ? ", time stop" : "");

  const times = (payload) => payload.attempt ? ", attempt " + payload.attempt : "";

  function showLists(answer) {
    const text = JSON.stringify(answer);
    if (text === lists) return;
    lists = text;
    at("intents").replaceChildren(...answer.intents.map(({ at_ms, payload }) => row(
      cell("Time", time(at_ms)), cell("Position", name(payload.symbol, payload.position_side)), cell("What", asks(payload) + times(payload)),
      cell("Price", price(payload.mark_price ?? null)), cell("Reason", payload.reason))));
    at("refusals").replaceChildren(...answer.refusals.map((refusal) => row(
      cell("Time", time(refusal.at_ms)), cell("Position", name(refusal.symbol, refusal.position_side)), cell("What", words(refusal.kind)),
      cell("Reason", refusal.reason))));
    for (const list of ["intents", "refusals"]) {
      at(list + "-table").hidden = answer[list].length === 0;
      at(list + "-empty").hidden = answer[list].length > 0;
    }
    tell(answer.intents);
  }

  // A screen reader is told of new intents, not of every change of a price.
  function tell(intents) {
    const id = (intent) => intent.at_ms + intent.payload.intent_id;
    const first = newest === null, last = intents.length ? id(intents[0]) : "";
    const fresh = first ? [] : intents.slice(0, intents.findIndex((intent) => id(intent) === newest) + 1 || intents.length)
      .filter((intent) => id(intent) !== newest);
    newest = last;
    if (fresh.length) at("news").textContent = fresh.slice(0, 3).map(({ payload }) => `${payload.symbol}: ${asks(payload)}`).join(". ");
    fresh.forEach((_, i) => at("intents").rows[i].classList.add("fresh"));
  }

  async function update() {
    clearTimeout(timer);
    try {
      const [positions, activity] = await Promise.all([ask("api/positions"), ask("api/intents")]);
      at("ask").hidden = true;
      at("all").hidden = false;
      last = positions;
      showService(positions);
      showEmpty(positions.service, positions.total);
      showPositions(positions);
      showLists(activity);
      asOf(positions);
    } catch (error) {
      if (error instanceof Refused) {
        if (error.token !== sessionStorage.getItem(key)) return; // another was given since, and is being tried
        at("ask").hidden = false;
        at("all").hidden = true;
        at("badges").replaceChildren();
        at("ask-wrong").textContent = error.token !== null ? "That is not the token." : "";
        sessionStorage.removeItem(key);
        at("token").focus();
        return;
      }
      at("badges").replaceChildren(make("span", "badge bad", "no answer"));
      document.title = "! HarvestBrain: no answer";
      showProblems([["The service does not answer", "What is shown is old. Is it running? It is asked again every few seconds."]]);
    }
    if (!paused) timer = setTimeout(update, every);
  }

  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const token = at("token").value.trim();
    at("token").value = "";
    if (!/^[\x21-\x7e]+$/.test(token)) { // no header can hold it
      at("ask-wrong").textContent = "That is not the token.";
      return;
    }
    sessionStorage.setItem(key, token);
    update();
  });
  at("pause").addEventListener("click", () => {
    paused = !paused;
    at("pause").textContent = paused ? "Resume" : "Pause";
    at("pause").setAttribute("aria-pressed", String(paused));
    if (last) asOf(last);
    if (paused) clearTimeout(timer);
    else update();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !paused) update(); // a hidden page is asked for rarely by the browser itself
  });
  update();
})();
