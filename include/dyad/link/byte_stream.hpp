#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dyad/core/result.hpp"

namespace dyad::link {

// A line of bytes to a board: a serial port, or a pretended one in tests. No call
// waits. One thread.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Readable when there are bytes or the line is gone; -1 for one without a
  // descriptor.
  virtual int descriptor() const = 0;

  // How many bytes came: 0 if none waits. An error: the line is gone.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;

  // Bytes for which the line has no room are dropped: the link sends again what
  // matters. An error: the line is gone.
  virtual Status write(std::span<const std::uint8_t> bytes) = 0;
};

}  // namespace dyad::link
