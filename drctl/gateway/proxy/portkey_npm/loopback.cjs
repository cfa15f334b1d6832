"use strict";
// Loaded before a gateway that would listen everywhere: all it opens is on 127.0.0.1.
const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function (...words) {
  const [first] = words;
  const port = first !== null && typeof first === "object" ? first.port : first;
  const told = words.find((word) => typeof word === "function");
  return listen.call(this, { host: "127.0.0.1", port: Number(port) }, told);
};
