# Handlers as people write them when they get it wrong, one a path.
import json
import os

from flask import Flask, jsonify, request

app = Flask(__name__)


def results(message, result):
    calls = message.get("toolCallList", [])
    return {"results": [{"toolCallId": call["id"], "result": result} for call in calls]}


# Written for an API gateway, run behind Flask.
@app.post("/lambda")
def gateway():
    body = json.dumps(results(request.json["message"], "booked"))
    return jsonify({"statusCode": 200, "body": body})


# toolCallList stands in `message`, not in the body.
@app.post("/type")
def wrong_level():
    return jsonify(results(request.json, "booked"))


# A text is text/html.
@app.post("/text")
def text():
    return json.dumps(results(request.json["message"], "booked"))


# jsonify of what is JSON already.
@app.post("/twice")
def twice():
    return jsonify(json.dumps(results(request.json["message"], "booked")))


@app.post("/created")
def created():
    return results(request.json["message"], "booked"), 201


@app.post("/good")
def good():
    return results(request.json["message"], "booked")


if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True)
    print("listening", flush=True)
    server.serve_forever()
