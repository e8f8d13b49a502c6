// Handlers as people write them when they get it wrong, one a path.
import express from "express";

const app = express();
app.use(express.json());

const results = (message, result) => ({
  results: message.toolCallList.map((call) => ({ toolCallId: call.id, result })),
});

// Written for an API gateway, run behind Express.
async function lambda(event) {
  const { message } = event;
  return { statusCode: 200, body: JSON.stringify(results(message, "booked")) };
}
app.post("/lambda", async (req, res) => res.json(await lambda(req.body)));

// `type` stands in `message`, not in the body.
app.post("/type", (req, res) => {
  if (req.body.type === "tool-calls") {
    return res.json(results(req.body, "booked"));
  }
  return res.json({});
});

// The await is missing: a promise becomes {}.
async function book() {
  return "booked";
}
app.post("/promise", (req, res) => res.json(results(req.body.message, book())));

// send() of a text is text/html.
app.post("/text", (req, res) => res.send(JSON.stringify(results(req.body.message, "booked"))));

// A schema that forbids what it does not know.
app.post("/strict", (req, res) => {
  const known = ["type", "toolCallList"];
  const keys = Object.keys(req.body.message).filter((key) => !known.includes(key));
  if (keys.length > 0) {
    return res.status(400).json({ name: "ZodError", issues: [{ code: "unrecognized_keys", keys }] });
  }
  return res.json(results(req.body.message, "booked"));
});

app.post("/good", (req, res) => res.json(results(req.body.message, "booked")));

const server = app.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});
