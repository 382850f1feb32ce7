"use strict";
// What the service does, what is wrong with it, and when it is asked again.
(() => {
  const every = 2000, hiddenEvery = 15000, patience = 8000, old = 10000, key = "harvestbrain-token";
  const base = location.pathname.endsWith("/") ? location.pathname : location.pathname + "/";
  let paused = false, timer = 0, last = null, lastAt = 0, tradesSeen = "", activitySeen = null;

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
  const protectionAdvice = {
    Unprotected: "No stop stands at the venue. Place it there now, or close the position; then see why the executor did not.",
    ProtectionQuantityDiffers: "The stop closes another quantity than is open. Did the executor carry out the last PROTECT?",
    ProtectionPriceDiffers: "The stop stands elsewhere than it should. Did the executor carry out the last stop move?",
    OrphanOrder: "It stands for nothing that is open and would act on the next position. Cancel it at the venue.",
  };
  const states = { owner: ["owner", "good"], standby: ["standby, ready", "good"], redis_away: ["Redis is away", "bad"], failed: ["cannot work", "bad"] };
  const modes = { live: "Intents are orders: the executor carries them out.", shadow: "Suggestions only: nothing is sent to the executor." };

  const ago = (ms) => duration(ms) + " ago";

  function problemsOf(answer) {
    const service = answer.service, problems = service.reasons.map((reason) => explained[reason] ?? [words(reason), ""]);
    if (service.redis_fault) problems.push(["Redis: " + service.redis_fault, "The codes are explained in docs/operations.md."]);
    if (service.kill_switch) problems.push(["The kill switch is on" + (note(service) ? ", " + note(service) : ""), "Positions are kept up to date, nothing is published."]);
    if (service.crossed) problems.push([many(service.crossed, "position is", "positions are") + " open through their stop",
      "The price went through the stop and nothing was sold: the stop is not at the exchange. Look there now."]);
    for (const problem of service.protection) problems.push([protectionText(problem), protectionAdvice[problem.code]]);
    if (service.stale) problems.push([many(service.stale, "position has", "positions have") + " old prices",
      "Nothing is asked for them and no stop is moved. Is the price feed running? Compare the ages beside the prices."]);
    if (service.unanswered_ms > 60000) problems.push(["The executor does not answer",
      "A close or a stop that was asked for " + ago(service.unanswered_ms) + " has no answer. Is it running, does it read the stream of trade intents?"]);
    if (service.held_back) problems.push([many(service.held_back, "position waits", "positions wait") + " for a limit",
      "Something is due and is kept back: HARVEST_MAX_ACTIONS_PER_MIN for closes, HARVEST_MAX_STOPS_PER_MIN for stops."]);
    for (const problem of service.setting_problems) problems.push(["Settings of " + problem.symbol + " in Redis are not valid", problem.problem]);
    return problems;
  }

  function protectionText(problem) {
    const side = problem.position_side === "BOTH" ? "" : " " + problem.position_side;
    const numbers = problem.code === "OrphanOrder" ? (problem.order_id ? " " + problem.order_id : "")
      : problem.code === "Unprotected" ? "" : ": " + number(problem.stands) + " instead of " + number(problem.wanted);
    return problem.symbol + side + ": " + protectionWords[problem.code] + numbers;
  }

  // What kill on and kill off write; "1" is what others write.
  const note = (service) => service.kill_switch_note && service.kill_switch_note !== "1" ? service.kill_switch_note : "";

  function showService(answer) {
    const service = answer.service, [state, tone] = states[service.state] ?? [service.state, "warn"], problems = problemsOf(answer);
    at("mode").className = service.mode;
    put("mode", [service.mode], () => [make("strong", "", service.mode.toUpperCase()), make("span", "", modes[service.mode])]);
    showBadges([
      [tone, state], service.kill_switch ? ["bad", "KILL SWITCH ON"] : ["good", "kill switch off"],
      ...(service.instance ? [["", service.instance]] : []),
    ]);
    showProblems(problems);
    const owner = service.state !== "standby";
    const facts = [
      ["Open positions", answer.total ?? "–"], ["Suspect", owner ? service.suspect : "–"], ["Lag", owner ? service.lag + " entries" : "–"],
      ["Pending", owner ? service.pending : "–"], ["Closes left this minute", service.rate_limit ? service.rate_left + " of " + service.rate_limit : "–"],
      ["Last commit", service.last_commit_ms ? ago(service.now_ms - service.last_commit_ms) : "–"],
      ...(note(service) && !service.kill_switch ? [["Kill switch off since", note(service)]] : []),
    ];
    put("facts", facts.map(([term]) => term), () => facts.map(([term]) => make("div", "", make("dt", "", term), make("dd"))));
    facts.forEach(([, value], i) => say(at("facts").children[i].lastChild, value));
    document.title = (problems.length ? "! " : "") + service.mode.toUpperCase() + " HarvestBrain: " + state;
  }

  // Only what has changed: a screen reader says again what is put in again, and the page is laid out again.
  function put(id, what, elements) {
    const text = JSON.stringify(what), box = at(id);
    if (box.dataset.text === text) return;
    box.dataset.text = text;
    box.replaceChildren(...elements());
  }

  const showBadges = (badges) => put("badges", badges, () => badges.map(([tone, text]) => make("span", "badge " + tone, text)));

  const showProblems = (problems) => put("problems", problems, () => problems.map(([what, then]) =>
    make("li", "", make("strong", "", what), then ? ": " + then : "")));

  // How old what is shown is, by the service's clock as long as that answers, and by ours from then on.
  function showAge() {
    const age = last?.as_of_ms ? last.service.now_ms - last.as_of_ms + (Date.now() - lastAt) : 0;
    const isOld = age > old || (last?.as_of_ms && last.service.state === "redis_away");
    at("old").hidden = !isOld;
    at("positions-box").classList.toggle("old", Boolean(isOld));
    if (isOld) at("old").replaceChildren("The last picture, ", make("strong", "", duration(age) + " old"), ", of ", time(last.as_of_ms), ". What happened since is not in it.");
    if (!last) return;
    const isKnown = last.as_of_ms !== null, then = (paused ? ", paused" : `, again every ${every / 1000} s`) + `; times in ${zone}`;
    put("as-of", [isKnown, then], () => isKnown ? ["As of ", make("time"), then] : ["Positions not known yet", then]);
    if (isKnown) time(last.as_of_ms, at("as-of").querySelector("time"));
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
        make("p", "", "The position appears here, and the first suggestion beside it. Fills that are sent and do not appear: see the refusals, and the lag above."));
    }
  }

  async function update() {
    clearTimeout(timer);
    try {
      const positions = await ask("api/positions");
      // What changes rarely is asked for when it has changed.
      const day = new Date(positions.service.now_ms).toISOString().slice(0, 10), seen = day + positions.trades;
      if (seen !== tradesSeen) showTrades(await ask("api/trades"));
      tradesSeen = seen;
      const intents = positions.activity === activitySeen ? null : await ask("api/intents");
      at("ask").hidden = true;
      at("all").hidden = false;
      last = positions;
      lastAt = Date.now();
      showService(positions);
      showEmpty(positions.service, positions.total);
      showTotals(positions.totals);
      listPositions(positions);
      if (intents) showIntents(intents);
      activitySeen = positions.activity;
    } catch (error) {
      if (error instanceof Refused) {
        if (error.token !== sessionStorage.getItem(key)) return; // another was given since, and is being tried
        at("ask").hidden = false;
        at("all").hidden = true;
        showBadges([]);
        at("mode").className = "";
        put("mode", [], () => []);
        at("ask-wrong").textContent = error.token !== null ? "That is not the token." : "";
        sessionStorage.removeItem(key);
        at("token").focus();
        return;
      }
      showBadges([["bad", "no answer"]]);
      document.title = "! HarvestBrain: no answer";
      showProblems([["The service does not answer", "What is shown is old. Is it running? It is asked again every few seconds."]]);
    }
    showAge();
    if (!paused) timer = setTimeout(update, document.hidden ? hiddenEvery : every); // of a hidden one the title is seen
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
    at("pause").textContent = paused ? "Resume this page" : "Pause this page";
    at("pause").setAttribute("aria-pressed", String(paused));
    at("paused").hidden = !paused;
    showAge();
    if (paused) clearTimeout(timer);
    else update();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !paused) update();
  });
  update();
})();
