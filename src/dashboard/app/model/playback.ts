// A replay's place in time.
export const SPEEDS = [0.5, 1, 2, 5, 10, 30, 60] as const;

export interface Playback {
  t_us: number;
  playing: boolean;
  speed: number;
}

// After `passed_ms` of a person's time. Stops by itself at the end.
export function advanced(playback: Playback, passed_ms: number, lasted_us: number): Playback {
  if (!playback.playing) return playback;
  const t_us = playback.t_us + passed_ms * 1000 * playback.speed;
  return t_us >= lasted_us ? { ...playback, t_us: lasted_us, playing: false } : { ...playback, t_us };
}

// Play at the end begins anew.
export function toggled(playback: Playback, lasted_us: number): Playback {
  if (playback.playing) return { ...playback, playing: false };
  const t_us = playback.t_us >= lasted_us ? 0 : playback.t_us;
  return { ...playback, t_us, playing: true };
}

export function jumped(playback: Playback, to_us: number, lasted_us: number): Playback {
  return { ...playback, t_us: Math.max(0, Math.min(to_us, lasted_us)) };
}
