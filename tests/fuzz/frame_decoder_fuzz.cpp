// Any bytes into the frame decoder. What it takes for a frame is encoded to the very
// bytes that it came from, and a whole frame is found behind anything.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad_firmware/frame.h"
#include "fuzz/must.hpp"

namespace {

using dyad::fuzz::must;
using Bytes = std::vector<std::uint8_t>;

Bytes encode(const dyad_firmware::Frame& frame) {
  dyad_firmware::FrameEncoder encoder;
  std::copy(frame.payload, frame.payload + frame.size, encoder.payload());
  encoder.begin(frame.type, frame.sequence, frame.ack, frame.size);
  Bytes wire;
  while (!encoder.done()) wire.push_back(encoder.next());
  return wire;
}

void check_found_behind(dyad_firmware::FrameDecoder& decoder) {
  const std::array<std::uint8_t, 3> payload{0, 7, 0};
  dyad_firmware::Frame frame{2, 0, 1, payload.data(), payload.size()};
  const Bytes wire = encode(frame);
  decoder.take(0, frame);
  bool found = false;
  for (const std::uint8_t byte : wire) found = decoder.take(byte, frame);
  must(found && frame.size == 3 && frame.payload[1] == 7,
       "a whole frame is found behind anything");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dyad_firmware::FrameDecoder decoder;
  Bytes since_delimiter;
  for (std::size_t i = 0; i < size; ++i) {
    since_delimiter.push_back(data[i]);
    dyad_firmware::Frame frame{};
    const std::uint16_t errors = decoder.errors();
    const bool found = decoder.take(data[i], frame);
    if (found) {
      must(frame.size <= dyad_firmware::kMaxPayload, "no payload is too large");
      must(encode(frame) == since_delimiter, "a frame is encoded to what it came from");
    }
    if (data[i] != 0) continue;
    const bool told = decoder.errors() != errors;
    must(found + told == (since_delimiter.size() > 1), "what is not taken is counted");
    since_delimiter.clear();
  }
  check_found_behind(decoder);
  return 0;
}
