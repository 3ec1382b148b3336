import { expect, test } from "vitest";
import { Player } from "./player.ts";

function playerOf(total: number): Player {
  const player = new Player();
  player.reset(total);
  return player;
}

test("stepping begins at the end that it comes from, and stops at the other", () => {
  const player = playerOf(3);
  expect(player.at).toBeNull();
  player.step(1);
  expect(player.at).toBe(0);
  player.step(1);
  player.step(1);
  player.step(1);
  expect(player.at).toBe(2);
  player.reset(3);
  player.step(-1);
  expect(player.at).toBe(2);
});

test("it plays at its speed, keeps what is less than a step, and ends by itself", () => {
  const player = playerOf(5);
  player.perSecond = 2;
  player.play();
  expect(player.tick(400)).toBe(false);
  expect(player.tick(200)).toBe(true);
  expect(player.at).toBe(1);
  player.perSecond = 200;
  player.tick(1000);
  expect([player.at, player.isPlaying]).toEqual([4, false]);
  player.play();
  expect(player.at).toBe(0);
});

test("an empty ladder has no place to be at", () => {
  const player = playerOf(0);
  player.play();
  player.step(1);
  player.scrub(3);
  expect([player.at, player.isPlaying, player.tick(1000)]).toEqual([null, false, false]);
});
