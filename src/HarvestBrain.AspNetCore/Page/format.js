"use strict";
// How things are written and made. Everything that comes from the service is put in as text, never as HTML.
const at = (id) => document.getElementById(id);
// The log and the command line say UTC; the page says what the clock on the wall does.
const zone = new Date().toLocaleTimeString("en", { timeZoneName: "short" }).split(" ").pop();

const isThere = (value) => value !== null && value !== undefined;

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter(isThere).map((child) => child instanceof Node ? child : String(child)));
  return element;
}

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

// The browser lays out again what is written again.
function say(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

function set(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}

// The column's name stands before the value where a row is opened on a phone.
function cell(column, className, ...content) {
  const element = make("td", className, ...content);
  element.setAttribute("role", "cell");
  element.dataset.name = column;
  return element;
}

function row(...cells) {
  const element = make("tr", "", ...cells);
  element.setAttribute("role", "row");
  return element;
}

// As many digits as a double holds: of averages, which repeat without end, and profits fewer do.
const number = (value, digits = 15) => isThere(value) ? String(Number(Number(value).toPrecision(digits))) : "–";
const price = (value) => number(value, 10);
const minus = (text) => text.replace("-", "−");
const inMoney = (value) => !isThere(value) ? "–" : minus(Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(2) : number(value, 3));
const plus = (value) => value > 0 ? "+" : "";
const tone = (value) => value > 0 ? "up" : value < 0 ? "down" : "";
// Cut, not rounded: 0.496 R has not reached the rung at 0.5.
const inR = (value) => !isThere(value) ? "–"
  : (value < 0 ? "−" : "") + (Math.trunc(Number((Math.abs(value) * 100).toFixed(4))) / 100).toFixed(2) + " R";
const percent = (value) => !isThere(value) ? "–" : minus(value.toFixed(Math.abs(value) < 10 ? 2 : 1)) + " %";
const words = (text) => String(text).replaceAll("_", " ").toLowerCase();
const many = (count, one, more) => count === 1 ? "One " + one : count + " " + more;

const clock = new Intl.DateTimeFormat([], { timeStyle: "medium", hourCycle: "h23" }); // to make one takes longer than to use it

// Into an element that is there, or a new one.
function time(ms, element = make("time")) {
  const date = new Date(ms), today = date.toDateString() === new Date().toDateString();
  say(element, (today ? "" : date.toLocaleDateString() + " ") + clock.format(date));
  element.dateTime = date.toISOString();
  element.title = (today ? date.toLocaleDateString() + " " : "") + element.textContent;
  return element;
}

function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000)), minutes = Math.round(seconds / 60), hours = Math.round(seconds / 3600);
  return seconds < 120 ? seconds + " s" : minutes < 120 ? minutes + " min" : hours < 48 ? hours + " h" : Math.round(hours / 24) + " d";
}

const symbolName = (symbol, side) => make("span", "", make("bdi", "name", symbol ?? "–"), side && side !== "BOTH" ? " " + side : "");
