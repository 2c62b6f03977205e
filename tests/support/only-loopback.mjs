// Preloaded into a process: a connection to anything but this machine ends it with exit code 97.
import net from "node:net";

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host =
    typeof options === "object" && options !== null
      ? (options.host ?? options.path ?? "127.0.0.1")
      : "127.0.0.1";
  if (!/^(127\.|localhost$|::1$|\/)/.test(String(host))) {
    process.stderr.write(`connection to ${host} outside this machine\n`);
    process.exit(97);
  }
  return connect.apply(this, args);
};
