#include "mcu_pty/other_board.hpp"

#include <poll.h>

#include <vector>

#include "dyad_firmware/frame.h"

namespace dyad::mcu_pty {
namespace {

namespace fw = dyad_firmware;

std::vector<std::uint8_t> hello_of_protocol_2() {
  fw::FrameEncoder encoder;
  constexpr std::uint8_t kSize = 54;
  for (unsigned i = 0; i < kSize; ++i) encoder.payload()[i] = 0;
  encoder.payload()[0] = 2;
  encoder.begin(static_cast<std::uint8_t>(fw::MessageType::hello), 0, 1, kSize);
  std::vector<std::uint8_t> bytes;
  while (!encoder.done()) bytes.push_back(encoder.next());
  return bytes;
}

}  // namespace

OtherBoard::OtherBoard(Says says) : says_(says), thread_([this] { answer(); }) {}

OtherBoard::~OtherBoard() {
  stop_ = true;
  thread_.join();
}

void OtherBoard::answer() {
  fw::FrameDecoder decoder;
  fw::Frame frame{};
  while (!stop_) {
    ::poll(nullptr, 0, 1);
    for (const std::uint8_t byte : pty_.read()) {
      if (decoder.take(byte, frame) && says_ == Says::protocol_2) {
        pty_.write(hello_of_protocol_2());
      }
    }
  }
}

}  // namespace dyad::mcu_pty
