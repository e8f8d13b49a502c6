# A Flask app that checks who sends, by an HMAC plan with Vapi's defaults.
import hashlib
import hmac
import os
import time

from flask import Flask, jsonify, request

app = Flask(__name__)
SECRET = os.environ["HOOK_SECRET"].encode()


@app.route("/vapi/webhook", methods=["POST"])
def vapi_webhook():
    timestamp = request.headers.get("x-timestamp", "")
    signed = timestamp.encode() + b"." + request.get_data()
    expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("x-signature", "")):
        return jsonify({"error": "Invalid signature"}), 401
    if abs(time.time() - int(timestamp) / 1000) > 300:
        return jsonify({"error": "Too old"}), 401
    request.get_json(silent=True)
    return jsonify({})


if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True)
    print("listening", flush=True)
    server.serve_forever()
