// The only script there is. Leaving: cover the page at once, put another address in its place in the history, go.
// Pressing Shift three times within five seconds does the same. Without this script the link still leaves.
(function () {
  "use strict";
  var link = document.getElementById("exit");
  var shifts = [];
  if (!link) return;
  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.classList.add("gone");
    document.title = "New tab";
    window.location.replace(link.href);
  }
  link.addEventListener("click", leave);
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { if (event.key !== "Tab") shifts = []; return; }
    var now = Date.now();
    shifts = shifts.filter(function (at) { return now - at < 5000; });
    shifts.push(now);
    if (shifts.length >= 3) leave();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });
  var errors = document.getElementById("errors");
  if (errors) errors.focus();
})();
