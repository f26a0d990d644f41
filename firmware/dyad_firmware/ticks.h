// The board's clock: a free-running counter of half microseconds, 32 bits, which wraps
// every 2147 s. Two times in use at once lie less than half the range apart.
#ifndef DYAD_FIRMWARE_TICKS_H
#define DYAD_FIRMWARE_TICKS_H

#include <stdint.h>

namespace dyad_firmware {

// For what the compiler would put into each of its callers: a board's flash is small.
#define DYAD_NOINLINE __attribute__((noinline))

typedef uint32_t Ticks;

constexpr Ticks kTicksPerSecond = 2000000;
constexpr Ticks kTicksPerMs = 2000;
constexpr Ticks ticks_of_ms(uint32_t ms) { return ms * kTicksPerMs; }

inline bool reached(Ticks now, Ticks at) { return static_cast<int32_t>(now - at) >= 0; }
inline Ticks earlier(Ticks a, Ticks b) { return reached(a, b) ? b : a; }

}  // namespace dyad_firmware

#endif  // DYAD_FIRMWARE_TICKS_H
