#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "dyad_firmware/frame.h"

namespace dyad::firmware_test {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes encode(std::uint8_t type, std::uint16_t sequence, const Bytes& payload) {
  dyad_firmware::FrameEncoder encoder;
  std::copy(payload.begin(), payload.end(), encoder.payload());
  encoder.begin(type, sequence, 0, static_cast<std::uint8_t>(payload.size()));
  Bytes wire;
  while (!encoder.done()) wire.push_back(encoder.next());
  return wire;
}

rc::Gen<Bytes> any_payload() {
  return rc::gen::resize(dyad_firmware::kMaxPayload,
                         rc::gen::container<Bytes>(rc::gen::weightedOneOf<std::uint8_t>(
                             {{2, rc::gen::just<std::uint8_t>(0)},
                              {3, rc::gen::arbitrary<std::uint8_t>()}})));
}

RC_GTEST_PROP(PortableFrames, ComeBackAsTheyWent, ()) {
  Bytes payload = *any_payload();
  payload.resize(std::min<std::size_t>(payload.size(), dyad_firmware::kMaxPayload));
  const auto type = *rc::gen::arbitrary<std::uint8_t>();
  const Bytes wire = encode(type, 258, payload);
  RC_ASSERT(wire.size() == payload.size() + dyad_firmware::kFrameOverhead);
  RC_ASSERT(std::count(wire.begin(), wire.end(), 0) == 1);
  dyad_firmware::FrameDecoder decoder;
  dyad_firmware::Frame frame{};
  for (std::size_t i = 0; i + 1 < wire.size(); ++i) {
    RC_ASSERT(!decoder.take(wire[i], frame));
  }
  RC_ASSERT(decoder.take(0, frame));
  RC_ASSERT(frame.type == type);
  RC_ASSERT(frame.sequence == 258);
  RC_ASSERT(Bytes(frame.payload, frame.payload + frame.size) == payload);
}

// Whatever came before: the frame behind the next delimiter is found.
RC_GTEST_PROP(PortableFrames, AreFoundBehindAnyNoise, ()) {
  const auto noise = *rc::gen::arbitrary<Bytes>();
  dyad_firmware::FrameDecoder decoder;
  dyad_firmware::Frame frame{};
  for (const std::uint8_t byte : noise) decoder.take(byte, frame);
  decoder.take(0, frame);
  const std::uint16_t errors = decoder.errors();
  const Bytes wire = encode(2, 7, {0, 1, 0});
  for (std::size_t i = 0; i + 1 < wire.size(); ++i) decoder.take(wire[i], frame);
  RC_ASSERT(decoder.take(0, frame));
  RC_ASSERT(frame.sequence == 7);
  RC_ASSERT(decoder.errors() == errors);
}

// A cut loses the frame it falls into, and no other.
RC_GTEST_PROP(PortableFrames, ALostStretchCostsOnlyTheFramesItTouches, ()) {
  Bytes stream;
  for (std::uint16_t i = 0; i < 5; ++i) {
    const Bytes wire = encode(2, i, Bytes(i, 0));
    stream.insert(stream.end(), wire.begin(), wire.end());
  }
  const auto from = *rc::gen::inRange<std::size_t>(0, 9);  // in the first frame
  stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(from));
  dyad_firmware::FrameDecoder decoder;
  dyad_firmware::Frame frame{};
  std::vector<std::uint16_t> found;
  for (const std::uint8_t byte : stream) {
    if (decoder.take(byte, frame)) found.push_back(frame.sequence);
  }
  if (from == 0) RC_ASSERT(found.front() == 0);
  RC_ASSERT(found.size() == (from == 0 ? 5U : 4U));
}

TEST(PortableFrames, DelimitersAloneAreNoErrors) {
  dyad_firmware::FrameDecoder decoder;
  dyad_firmware::Frame frame{};
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(decoder.take(0, frame));
  EXPECT_EQ(decoder.errors(), 0);
}

}  // namespace
}  // namespace dyad::firmware_test
