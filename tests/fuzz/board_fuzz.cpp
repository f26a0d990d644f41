// Any bytes, frames, edges and silences into the board's Controller. The input is a
// list of steps, the first byte of each says what it is.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fuzz/board_bench.hpp"

namespace {

using dyad::fuzz::BoardBench;
using dyad::fuzz::must;
using dyad_firmware::MessageType;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kLongest = 90ULL * dyad_firmware::kTicksPerSecond;

class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  void run() {
    while (left_ > 0 && bench_.ticks() < kLongest) step(byte());
    finish();
  }

 private:
  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  std::uint16_t u16() {
    const std::uint8_t low = byte();
    return static_cast<std::uint16_t>(low | byte() << 8);
  }

  void step(std::uint8_t what) {
    const auto n = static_cast<std::uint8_t>(what >> 3);  // 0..31
    switch (what & 7) {
      case 0:
        return raw(n + 1U);
      case 1:
        return frame(n);
      case 2:
        return greet(static_cast<std::uint16_t>(n & 3));
      case 3:
        return start_or_clear(n);
      case 4:
        return bench_.run_for(1ULL << (n % 21));
      case 5:
        return keep_alive(n + 1U);
      case 6:
        return toggle(static_cast<std::uint8_t>(n % dyad_firmware::kInputs));
      default:
        return pulse(n);
    }
  }

  void raw(std::size_t size) {
    size = std::min(size, left_);
    bench_.send_bytes(data_, size);
    data_ += size;
    left_ -= size;
    // They may have been a frame that acknowledges anything, or a greeting.
    bench_.judge().excuse_gaps();
  }

  // A frame with a right CRC; of what is asked for in `n`, any sequence number and ack.
  void frame(std::uint8_t n) {
    const std::uint8_t type = byte();
    const std::uint16_t sequence = (n & 1) != 0 ? u16() : bench_.judge().next_command();
    std::uint16_t ack = bench_.judge().next_event();
    if ((n & 2) != 0) {
      ack = u16();
      bench_.judge().excuse_gaps();
    }
    Bytes payload(
        std::min<std::size_t>(byte() % (dyad_firmware::kMaxPayload + 1), left_));
    for (std::uint8_t& to : payload) to = byte();
    bench_.send(static_cast<MessageType>(type), sequence, ack, payload);
    // The next one's number is known when this one is acknowledged.
    if ((n & 1) == 0) bench_.run_for(3 * BoardBench::kMs);
  }
  void command(MessageType type, const Bytes& payload) {
    bench_.send(type, bench_.judge().next_command(), bench_.judge().next_event(),
                payload);
    bench_.run_for(3 * BoardBench::kMs);
  }
  void greet(std::uint16_t link) {
    Bytes payload{dyad_firmware::kProtocolMajor, 0, 0, 0};
    dyad_firmware::put_u16(&payload[2], link);
    bench_.send(MessageType::hello_request, 0, 0, payload);
    bench_.run_for(3 * BoardBench::kMs);
  }
  void start_or_clear(std::uint8_t n) {
    if ((n & 3) == 1) {
      const auto output = static_cast<std::uint8_t>(n >> 2);
      return command(MessageType::configure_output, {output, byte()});
    }
    greet(0);  // its answer has the CRC
    Bytes payload(6);
    dyad_firmware::put_u32(payload.data(), dyad::firmware_test::HostBoard::kBootId);
    dyad_firmware::put_u16(&payload[4], bench_.judge().configuration_crc());
    if ((n & 3) == 0) return command(MessageType::start, payload);
    payload.resize(4);
    command(MessageType::clear, payload);
  }
  void keep_alive(unsigned pings) {
    for (unsigned i = 0; i < pings; ++i) {
      bench_.send(MessageType::ping, 0, bench_.judge().next_event(), {1, 0});
      bench_.run_for(100 * BoardBench::kMs);
    }
  }
  void toggle(std::uint8_t input) {
    levels_ ^= 1U << input;
    bench_.set_input(input, ((levels_ >> input) & 1) != 0);
  }
  // A pulse with a new token, or a flush with a new one or the last.
  void pulse(std::uint8_t n) {
    Bytes payload(7);
    if ((n & 16) == 0 || (n & 8) == 0) ++token_;
    dyad_firmware::put_u16(payload.data(), token_);
    payload[2] = n & 7;
    if ((n & 16) != 0) {
      payload.resize(3);
      return command(MessageType::flush, payload);
    }
    dyad_firmware::put_u32(&payload[3], u16() * 2000U);
    command(MessageType::pulse, payload);
  }

  // Whatever was: it answers, hands over what it has, and closes in a silence.
  void finish() {
    const std::uint8_t delimiter = 0;
    bench_.send_bytes(&delimiter, 1);
    const unsigned hellos = bench_.judge().hellos();
    greet(5);
    bench_.run_for(10 * BoardBench::kMs);
    must(bench_.judge().hellos() > hellos, "a greeting is answered");
    keep_alive(3);
    must(bench_.judge().has_all(), "all events are handed over");
    bench_.run_for(550 * BoardBench::kMs);
  }

  BoardBench bench_;
  const std::uint8_t* data_;
  std::size_t left_;
  unsigned levels_ = 0;
  std::uint16_t token_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return -1;
  Script(data, size).run();
  return 0;
}
