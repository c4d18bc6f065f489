// Outlook Smart Alerts: asks the school's msgguard before a message is sent.
// Runs in browsers and in the JavaScript-only runtime of classic Outlook: ES2016 and no DOM.
"use strict";

var MSGGUARD = {
  // The API of the school's own msgguard. Served from its /outlook/ folder, the address can stay empty.
  check: "",
  token: "",
  // After so many milliseconds the sender is asked instead: Outlook's own limit is five minutes.
  patience: 8000,
  // Attachments are read only up to this size in all.
  attachments: 8000000,
};

var SHAPES = { block: "■", warn: "▲", advise: "●" };
var LIMIT = 480;

/** A value of Outlook's, as a promise. */
function got(call) {
  return new Promise(function (resolve, reject) {
    call(function (result) {
      if (result.status === Office.AsyncResultStatus.Succeeded) resolve(result.value);
      else reject(new Error("Outlook could not read the message"));
    });
  });
}

function addresses(field) {
  if (!field) return Promise.resolve([]);
  return got(function (done) { field.getAsync(done); }).then(function (people) {
    return people.map(function (person) { return person.emailAddress; });
  });
}

/** Every attachment with its name, and its content while there is room. */
function attachments(item) {
  if (!item.getAttachmentsAsync) return Promise.resolve([]);
  return got(function (done) { item.getAttachmentsAsync(done); }).then(function (list) {
    var room = MSGGUARD.attachments;
    return Promise.all(list.filter(function (file) { return !file.isInline; }).map(function (file) {
      if (file.attachmentType !== "file" || file.size > room || !item.getAttachmentContentAsync)
        return { name: file.name };
      room -= file.size;
      return got(function (done) { item.getAttachmentContentAsync(file.id, done); }).then(
        function (content) {
          return content.format === "base64" ? { name: file.name, data: content.content } : { name: file.name };
        },
        function () { return { name: file.name }; },
      );
    }));
  });
}

/** The message as the API takes it. */
function record(item) {
  return Promise.all([
    addresses(item.from ? { getAsync: function (done) {
      item.from.getAsync(function (result) {
        done({ status: result.status, value: result.value ? [result.value] : [] });
      });
    } } : null),
    addresses(item.to), addresses(item.cc), addresses(item.bcc),
    got(function (done) { item.subject.getAsync(done); }),
    got(function (done) { item.body.getAsync(Office.CoercionType.Text, done); }),
    attachments(item),
  ]).then(function (all) {
    return {
      channel: "email", sender: all[0][0] || "", recipients: all[1], cc: all[2], bcc: all[3],
      subject: all[4], body: all[5], attachments: all[6],
    };
  });
}

function ask(message) {
  var headers = { "content-type": "application/json" };
  if (MSGGUARD.token) headers.authorization = "Bearer " + MSGGUARD.token;
  return fetch(MSGGUARD.check || "/api/v1/check", {
    method: "POST", headers: headers, body: JSON.stringify(message), cache: "no-store", credentials: "same-origin",
  }).then(function (response) {
    if (!response.ok) throw new Error("msgguard answered " + response.status);
    return response.json();
  });
}

/** What the sender reads: the strictest first, the clauses, the way out; no more than Outlook shows. */
function words(report) {
  var order = { block: 0, warn: 1, advise: 2 };
  var counting = report.warnings.filter(function (w) { return !w.allowed && !w.known && w.level !== "advise"; });
  counting.sort(function (a, b) { return order[a.level] - order[b.level]; });
  var lines = counting.map(function (w) {
    var refs = w.clauses.filter(function (c) { return !c.cleared_by; }).map(function (c) {
      return c.ref + " (" + c.duty + ")";
    });
    // Where somebody else must hear of it, the sender is told the message and nothing else.
    if (w.escalate) return SHAPES[w.level] + " " + w.message;
    return SHAPES[w.level] + " " + w.message + (refs.length ? " May conflict with " + refs.join(", ") + "." : "") +
      (w.instead ? " Instead: " + w.instead : "");
  });
  var head = report.verdict === "block" ? "Please do not send this as it is." : "Please have a second look.";
  var text = head;
  for (var i = 0; i < lines.length; i++) {
    var more = "\n… and " + (lines.length - i) + " more.";
    if (text.length + lines[i].length + 1 + more.length > LIMIT) return i ? text + more : (text + "\n" + lines[0]).slice(0, LIMIT);
    text += "\n" + lines[i];
  }
  return text;
}

/** Lets it go, asks the sender, or keeps it; what could not be checked is asked about, never passed over. */
function decide(report) {
  if (report.error || !report.verdict) return unsure();
  if (report.verdict === "block") return { allowEvent: false, errorMessage: words(report) };
  if (report.errors && report.errors.length) return unsure();
  if (report.verdict === "warn") return asking(words(report));
  return { allowEvent: true };
}

function asking(text) {
  var answer = { allowEvent: false, errorMessage: text };
  var modes = Office.MailboxEnums && Office.MailboxEnums.SendModeOverride;
  if (modes) answer.sendModeOverride = modes.PromptUser;
  return answer;
}

function unsure() {
  return asking("This message could not be checked against the school's policy. Please look at it yourself before you send it.");
}

function onMessageSendHandler(event) {
  var over = false;
  function finish(answer) {
    if (over) return;
    over = true;
    event.completed(answer);
  }
  setTimeout(function () { finish(unsure()); }, MSGGUARD.patience);
  record(Office.context.mailbox.item)
    .then(ask)
    .then(function (document) { finish(decide(document.messages[0])); })
    .catch(function () { finish(unsure()); });
}

Office.actions.associate("onMessageSendHandler", onMessageSendHandler);
