/** Bytes both ways, whatever carries them: SPDY runs on an upgraded connection, or inside a WebSocket's messages. */
import type { Duplex } from "node:stream";
import { WebSocketConnection } from "../websocket.ts";

export interface Link {
  readonly isFull: boolean;
  write(data: Uint8Array): void;
  end(): void;
}

export interface LinkHandler {
  onData(data: Buffer): void;
  onClose(): void;
  onDrain(): void;
}

export function socketLink(socket: Duplex, handler: LinkHandler): Link {
  socket.on("data", (data: Buffer) => handler.onData(data));
  socket.on("drain", () => handler.onDrain());
  socket.on("error", () => socket.destroy());
  socket.once("close", () => handler.onClose());
  socket.once("end", () => socket.end());
  return {
    get isFull() {
      return socket.writableNeedDrain;
    },
    write: (data) => {
      if (socket.writable) socket.write(data);
    },
    end: () => socket.end(),
  };
}

export function tunnelLink(socket: Duplex, handler: LinkHandler): Link {
  const connection = new WebSocketConnection(socket, {
    onMessage: (data) => handler.onData(data),
    onClose: () => handler.onClose(),
    onDrain: () => handler.onDrain(),
  });
  return {
    get isFull() {
      return connection.isFull;
    },
    write: (data) => connection.send(data),
    end: () => connection.close(),
  };
}
