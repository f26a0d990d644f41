#include "dyad/cli/board_talk.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

#include "dyad/cli/board_port.hpp"

namespace dyad::cli {

namespace fw = dyad_firmware;

namespace {

constexpr Duration kAskAgain = Duration::from_ms(100);

// Of another major version only the version is sure to stand where it does here.
std::optional<link::Hello> read_any_hello(const BoardTalk::Heard& heard) {
  if (heard.payload.size() < 2) return std::nullopt;
  if (heard.payload[0] == fw::kProtocolMajor) return link::read_hello(heard.frame());
  link::Hello hello;
  hello.major = heard.payload[0];
  hello.minor = heard.payload[1];
  return hello;
}

}  // namespace

fw::Frame BoardTalk::Heard::frame() const {
  fw::Frame frame{};
  frame.type = static_cast<std::uint8_t>(type);
  frame.payload = payload.data();
  frame.size = static_cast<std::uint8_t>(payload.size());
  return frame;
}

BoardTalk::BoardTalk(std::string port, const Clock& clock,
                     std::unique_ptr<link::ByteStream> stream)
    : port_(std::move(port)), clock_(&clock), stream_(std::move(stream)) {}

Result<BoardTalk> BoardTalk::open(const std::string& port, const Clock& clock) {
  auto stream = open_board_port(port);
  if (!stream) return stream.error();
  return BoardTalk(port, clock, std::move(*stream));
}

Result<link::Hello> BoardTalk::greet(std::uint16_t link_number) {
  std::array<std::uint8_t, 4> question{fw::kProtocolMajor, fw::kProtocolMinor};
  fw::put_u16(question.data() + 2, link_number);
  const Time end = clock_->now() + kPatience;
  while (clock_->now() < end) {
    const auto asked = send(fw::MessageType::hello_request, question);
    if (!asked) return asked.error();
    const Time again = std::min(*asked + kAskAgain, end);
    while (clock_->now() < again) {
      const auto heard = hear(again);
      if (!heard) return heard.error();
      if (!*heard || (*heard)->type != fw::MessageType::hello) continue;
      const auto hello = read_any_hello(**heard);
      if (!hello) continue;
      const bool knows_us = link_number == 0 || hello->link == link_number;
      if (knows_us || hello->major != fw::kProtocolMajor) return *hello;
    }
  }
  return silence();
}

Error BoardTalk::silence() const {
  const bool talks = bytes_read_ > 0;
  return {"no board with dyad's firmware answers on " + port_ +
              (talks ? ": what comes from there is something else"
                     : ": nothing came within 4 s"),
          "dyad mcu flash " + port_ +
              " puts the firmware on it; dyad mcu info lists the ports there are"};
}

Result<Time> BoardTalk::send(fw::MessageType type,
                             std::span<const std::uint8_t> payload) {
  std::copy(payload.begin(), payload.end(), encoder_.payload());
  encoder_.begin(static_cast<std::uint8_t>(type), 0, 1,
                 static_cast<std::uint8_t>(payload.size()));
  std::vector<std::uint8_t> bytes;
  while (!encoder_.done()) bytes.push_back(encoder_.next());
  const Time sent = clock_->now();
  if (const Status written = stream_->write(bytes); !written) return written.error();
  return sent;
}

Result<std::optional<BoardTalk::Heard>> BoardTalk::hear(Time until) {
  std::array<std::uint8_t, 256> chunk;
  for (;;) {
    if (auto heard = decode()) return std::optional<Heard>(std::move(*heard));
    const Duration left = until - clock_->now();
    if (left <= Duration()) return std::optional<Heard>();
    pollfd waiting{stream_->descriptor(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(left.us() / 1000 + 1));
    const auto size = stream_->read(chunk);
    if (!size) return size.error();
    read_at_ = clock_->now();
    bytes_read_ += *size;
    bytes_.insert(bytes_.end(), chunk.begin(),
                  chunk.begin() + static_cast<std::ptrdiff_t>(*size));
  }
}

std::optional<BoardTalk::Heard> BoardTalk::decode() {
  fw::Frame frame{};
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (!decoder_.take(bytes_[i], frame)) continue;
    Heard heard{static_cast<fw::MessageType>(frame.type),
                {frame.payload, frame.payload + frame.size},
                read_at_};
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(i + 1));
    return heard;
  }
  bytes_.clear();
  return std::nullopt;
}

}  // namespace dyad::cli
