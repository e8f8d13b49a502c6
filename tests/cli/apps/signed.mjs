// An Express app that checks who sends, as Vapi's published skill does, over the raw body.
import crypto from "crypto";
import express from "express";

const app = express();
const secret = process.env.HOOK_SECRET;

function verifyWebhook(req) {
  const signature = req.headers["x-vapi-signature"];
  if (!signature || !secret) return false;

  const expected = crypto.createHmac("sha256", secret).update(req.body).digest("hex");
  return (
    signature.length === expected.length &&
    crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  );
}

// The skill's own version signs JSON.stringify(req.body): right for compact bodies alone.
function verifyParsed(req) {
  const expected = crypto.createHmac("sha256", secret).update(JSON.stringify(JSON.parse(req.body))).digest("hex");
  return req.headers["x-vapi-signature"] === expected;
}

app.post("/vapi/webhook", express.raw({ type: "*/*" }), (req, res) => {
  if (!verifyWebhook(req)) return res.status(401).json({ error: "Invalid signature" });
  res.json({ parsed: verifyParsed(req) });
});

app.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
