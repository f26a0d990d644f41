#include "firmware/golden_frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "dyad_firmware/frame.h"

namespace dyad::link {
namespace {

using firmware_test::GoldenFrame;
using firmware_test::hex_of_bytes;
using Bytes = std::vector<std::uint8_t>;

Bytes encode(const GoldenFrame& frame) {
  dyad_firmware::FrameEncoder encoder;
  std::copy(frame.payload.begin(), frame.payload.end(), encoder.payload());
  encoder.begin(frame.type, frame.sequence, frame.ack,
                static_cast<std::uint8_t>(frame.payload.size()));
  Bytes wire;
  while (!encoder.done()) wire.push_back(encoder.next());
  return wire;
}

// What comes of these bytes; nothing but the last byte may end a frame.
bool decode(dyad_firmware::FrameDecoder& decoder, const Bytes& wire,
            dyad_firmware::Frame& frame) {
  for (std::size_t i = 0; i + 1 < wire.size(); ++i) {
    EXPECT_FALSE(decoder.take(wire[i], frame));
  }
  return decoder.take(wire.back(), frame);
}

class GoldenFrames : public ::testing::Test {
 protected:
  std::vector<GoldenFrame> frames = firmware_test::golden_frames(DYAD_SOURCE_DIR);
};

TEST_F(GoldenFrames, EncodeToTheirBytes) {
  for (const GoldenFrame& frame : frames) {
    if (!frame.bad.empty()) continue;
    EXPECT_EQ(hex_of_bytes(encode(frame)), hex_of_bytes(frame.wire)) << frame.name;
  }
}

TEST_F(GoldenFrames, DecodeToTheirFieldsOneBehindTheOther) {
  dyad_firmware::FrameDecoder decoder;
  unsigned bad = 0;
  for (const GoldenFrame& golden : frames) {
    dyad_firmware::Frame frame{};
    const bool good = decode(decoder, golden.wire, frame);
    EXPECT_EQ(good, golden.bad.empty()) << golden.name << ": " << golden.bad;
    if (!good) {
      EXPECT_EQ(decoder.errors(), ++bad) << golden.name;
      continue;
    }
    EXPECT_EQ(frame.type, golden.type) << golden.name;
    EXPECT_EQ(frame.sequence, golden.sequence) << golden.name;
    EXPECT_EQ(frame.ack, golden.ack) << golden.name;
    EXPECT_EQ(Bytes(frame.payload, frame.payload + frame.size), golden.payload)
        << golden.name;
  }
  EXPECT_GE(bad, 4U);
}

TEST_F(GoldenFrames, EveryMessageAndEveryKindOfEventIsThere) {
  std::set<unsigned> types;
  std::set<unsigned> kinds;
  std::size_t largest = 0;
  for (const GoldenFrame& frame : frames) {
    types.insert(frame.type);
    if (frame.name.starts_with("events_")) kinds.insert(frame.payload[5] >> 4);
    if (frame.bad.empty()) largest = std::max(largest, frame.wire.size());
  }
  for (unsigned type = 0x01; type <= 0x04; ++type) EXPECT_TRUE(types.contains(type));
  for (unsigned type = 0x10; type <= 0x1A; ++type) EXPECT_TRUE(types.contains(type));
  for (unsigned type = 0x81; type <= 0x84; ++type) EXPECT_TRUE(types.contains(type));
  for (unsigned kind = 1; kind <= 11; ++kind) EXPECT_TRUE(kinds.contains(kind));
  EXPECT_EQ(largest, dyad_firmware::kMaxFrame);
}

TEST_F(GoldenFrames, AnyFlippedBitIsFound) {
  for (const GoldenFrame& golden : frames) {
    if (!golden.bad.empty()) continue;
    for (std::size_t bit = 0; bit < 8 * golden.wire.size(); ++bit) {
      Bytes wire = golden.wire;
      wire[bit / 8] = static_cast<std::uint8_t>(wire[bit / 8] ^ (1U << (bit % 8)));
      wire.push_back(0);  // where the delimiter itself is hit
      dyad_firmware::FrameDecoder decoder;
      dyad_firmware::Frame frame{};
      for (const std::uint8_t byte : wire) {
        EXPECT_FALSE(decoder.take(byte, frame)) << golden.name << " bit " << bit;
      }
    }
  }
}

}  // namespace
}  // namespace dyad::link
