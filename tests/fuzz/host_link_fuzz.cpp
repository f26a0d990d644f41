// Any bytes, frames and silences into the host's end of the link. The input is a list
// of steps, the first byte of each says what it is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dyad/link/mcu_link.hpp"
#include "fuzz/must.hpp"

namespace {

namespace fw = dyad_firmware;
using dyad::Duration;
using dyad::Time;
using dyad::fuzz::must;

constexpr std::uint16_t kLink = 7;

// Holds the link to what it promises its client.
class Client final : public dyad::link::LinkClient {
 public:
  void on_up(const dyad::link::Hello& hello, bool same_boot, Time) override {
    must(!up_, "on_up() while it was up");
    must(hello.major == fw::kProtocolMajor, "up with a board of another version");
    must(!same_boot || ever_up_, "the same boot as none");
    up_ = ever_up_ = true;
  }
  void on_down(Time) override {
    must(up_, "on_down() while it was down");
    up_ = false;
  }
  void on_event(const dyad::link::BoardEvent& event) override {
    must(up_, "an event while it was down");
    if (const auto* edge = std::get_if<dyad::link::EdgeEvent>(&event)) {
      must(edge->input < fw::kInputs, "an edge of an input that no board has");
    }
    ++events;
  }
  void on_complete_to(std::uint32_t) override { must(up_, "complete while down"); }
  void on_status(const dyad::link::BoardStatus&) override { must(up_, "status, down"); }
  void on_ping_answered(Time sent, std::uint32_t, Time received) override {
    must(up_, "a pong while it was down");
    must(sent <= received, "a pong before its ping");
  }

  std::uint64_t events = 0;

 private:
  bool up_ = false;
  bool ever_up_ = false;
};

class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  void run() {
    while (left_ > 0) {
      step(byte());
      link_.run(now_);
      check_output();
    }
    must(link_.counts().events == client_.events, "an event was counted, not told");
  }

 private:
  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }

  void step(std::uint8_t what) {
    const unsigned n = what >> 3U;
    switch (what & 7U) {
      case 0:
        return raw(n + 1U);
      case 1:
        return frame(byte(), n);
      case 2:
        return hello(n);
      case 3:
        return frame(static_cast<std::uint8_t>(fw::MessageType::events), n);
      case 4:
        now_ = now_ + Duration::from_us(std::int64_t{1} << (n % 21U));
        return;
      case 5:
        return link_.command(fw::MessageType::pulse,
                             std::vector<std::uint8_t>(n, std::uint8_t{1}));
      case 6:
        return link_.emergency_stop();
      default:
        if (n == 0) link_.port_lost(now_);
        return;
    }
  }

  void raw(std::size_t size) {
    size = std::min(size, left_);
    link_.receive(std::span(data_, size), now_);
    data_ += size;
    left_ -= size;
  }

  // With a right CRC; its number near the one that is expected.
  void frame(std::uint8_t type, unsigned n) {
    const auto size = std::min<std::size_t>(byte() % (fw::kMaxPayload + 1U), left_);
    for (std::size_t i = 0; i < size; ++i) encoder_.payload()[i] = byte();
    send(type, static_cast<std::uint16_t>(link_.next_event() + n - 4U), size);
  }

  void hello(unsigned n) {
    std::fill_n(encoder_.payload(), 54, std::uint8_t{0});
    encoder_.payload()[0] = n == 31 ? 2 : fw::kProtocolMajor;
    encoder_.payload()[10] = static_cast<std::uint8_t>(n % 3U);
    encoder_.payload()[22] = n % 5U == 0 ? 0 : kLink;
    encoder_.payload()[24] = 1;
    send(static_cast<std::uint8_t>(fw::MessageType::hello), 0, 54);
  }

  void send(std::uint8_t type, std::uint16_t sequence, std::size_t size) {
    encoder_.begin(type, sequence, next_command_, static_cast<std::uint8_t>(size));
    std::vector<std::uint8_t> bytes;
    while (!encoder_.done()) bytes.push_back(encoder_.next());
    link_.receive(bytes, now_);
  }

  // What it sends are whole frames that a board would take.
  void check_output() {
    fw::Frame frame{};
    for (const std::uint8_t byte : link_.take_output()) {
      if (!decoder_.take(byte, frame)) continue;
      must((frame.type & 0x80U) == 0, "the host sent a board's message");
      must(frame.ack == link_.next_event(), "the host acknowledged anything else");
      if (frame.type >= fw::kFirstReliableCommand) {
        next_command_ = static_cast<std::uint16_t>(frame.sequence + 1);
      }
    }
    must(decoder_.errors() == 0, "the host sent a broken frame");
  }

  const std::uint8_t* data_;
  std::size_t left_;
  Time now_;
  Client client_;
  dyad::link::McuLink link_{kLink, client_};
  fw::FrameEncoder encoder_;
  fw::FrameDecoder decoder_;
  std::uint16_t next_command_ = 1;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script(data, size).run();
  return 0;
}
