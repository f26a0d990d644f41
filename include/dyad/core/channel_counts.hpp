#pragma once

#include <cstdint>

#include "dyad/core/ids.hpp"

namespace dyad {

// Glitches and lost events of one input channel over the whole session.
struct ChannelCounts {
  ChannelIndex channel = kNoChannel;
  std::uint64_t glitches = 0;
  std::uint64_t lost = 0;
  bool operator==(const ChannelCounts&) const = default;
};

}  // namespace dyad
