/** Room that a post takes up until all is done with it. */
export interface Place {
  /** Says how long the post really is. */
  settle(bytes: number): void;
  release(): void;
}

/** Bounds what is in hand: so many posts, and so many bytes of them. */
export class Room {
  private readonly mostPosts: number;
  private readonly mostBytes: number;
  private bytes = 0;
  posts = 0;

  constructor(mostPosts: number, mostBytes: number) {
    this.mostPosts = mostPosts;
    this.mostBytes = mostBytes;
  }

  /** Takes a place for a post of at most so many bytes; undefined if there is none. One alone always gets it. */
  take(bytes: number): Place | undefined {
    if (this.posts >= this.mostPosts) return undefined;
    if (this.posts > 0 && this.bytes + bytes > this.mostBytes) return undefined;
    let held = bytes;
    let isHeld = true;
    this.posts += 1;
    this.bytes += held;
    return {
      settle: (real) => {
        if (!isHeld) return;
        this.bytes += real - held;
        held = real;
      },
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.posts -= 1;
        this.bytes -= held;
      },
    };
  }
}
