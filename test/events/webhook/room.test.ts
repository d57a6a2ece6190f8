import { expect, test } from "vitest";
import { Room } from "../../../src/events/webhook/room.ts";

test("room is bounded by posts and by bytes, and given back once", () => {
  const room = new Room(3, 100);
  const large = room.take(1000);
  expect(large).toBeDefined();
  expect(room.take(1)).toBeUndefined();
  large?.settle(60);
  const small = room.take(40);
  expect(small).toBeDefined();
  expect(room.take(1)).toBeUndefined();
  small?.release();
  small?.release();
  expect(room.posts).toBe(1);
  expect([room.take(10), room.take(10)].every((place) => place !== undefined)).toBe(true);
  expect(room.take(0)).toBeUndefined();
});
