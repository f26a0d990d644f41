#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "dyad_firmware/limits.h"
#include "dyad_firmware/protocol.h"
#include "dyad_firmware/ticks.h"
#include "firmware/golden_frames.hpp"

namespace dyad::link {
namespace {

using namespace dyad_firmware;
using Row = std::vector<std::string>;
using Numbers = std::map<std::string, unsigned long>;

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" `");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" `") - first + 1);
}

// Of docs/firmware_protocol.md: the rows of the tables below each heading, without the
// headings and rules of the tables themselves.
class ProtocolDocument : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream in(std::string(DYAD_SOURCE_DIR) + "/docs/firmware_protocol.md");
    std::string heading;
    bool in_table = false;
    for (std::string line; std::getline(in, line);) {
      lines_.push_back(line);
      if (line.starts_with("#")) heading = line.substr(line.find(' ') + 1);
      if (!line.starts_with("|")) {
        in_table = false;
      } else if (line.starts_with("|--")) {
        in_table = true;
      } else if (in_table) {
        rows_[heading].push_back(cells(line));
      }
    }
    ASSERT_FALSE(rows_.empty());
  }

  static Row cells(const std::string& line) {
    std::istringstream in(line.substr(1));
    Row row;
    for (std::string cell; std::getline(in, cell, '|');) row.push_back(trimmed(cell));
    return row;
  }
  // `name` and `value` are columns.
  Numbers numbers(const std::string& heading, std::size_t name, std::size_t value) {
    Numbers numbers;
    for (const Row& row : rows_[heading]) {
      numbers[row.at(name)] = std::stoul(row.at(value), nullptr, 0);
    }
    return numbers;
  }
  // Where a payload's table ends; its rows must stand one behind the other. Rows of n
  // bytes count none.
  unsigned long size_of(const std::string& heading) {
    unsigned long end = 0;
    for (const Row& row : rows_[heading]) {
      EXPECT_EQ(std::stoul(row.at(0)), end) << heading << " " << row.at(2);
      if (row.at(1) != "n") end += std::stoul(row.at(1));
    }
    return end;
  }

  std::map<std::string, std::vector<Row>> rows_;
  std::vector<std::string> lines_;
};

template <typename E>
unsigned long n(E value) {
  return static_cast<unsigned long>(value);
}

TEST_F(ProtocolDocument, NamesEveryMessageByItsNumber) {
  using M = MessageType;
  const Numbers expected{{"hello_request", n(M::hello_request)},
                         {"ping", n(M::ping)},
                         {"acknowledge", n(M::acknowledge)},
                         {"emergency_stop", n(M::emergency_stop)},
                         {"configure_input", n(M::configure_input)},
                         {"configure_output", n(M::configure_output)},
                         {"start", n(M::start)},
                         {"pulse", n(M::pulse)},
                         {"flush", n(M::flush)},
                         {"close_outputs", n(M::close_outputs)},
                         {"clear", n(M::clear)},
                         {"query_token", n(M::query_token)},
                         {"sync", n(M::sync)},
                         {"arm", n(M::arm)},
                         {"disarm", n(M::disarm)},
                         {"hello", n(M::hello)},
                         {"pong", n(M::pong)},
                         {"status", n(M::status)},
                         {"events", n(M::events)}};
  EXPECT_EQ(numbers("Messages", 1, 0), expected);
  for (const Row& row : rows_["Messages"]) {
    const unsigned long type = std::stoul(row[0], nullptr, 0);
    const bool command = type >= kFirstReliableCommand && type < 0x80;
    EXPECT_EQ(row[4] == "yes", command || type == n(M::events)) << row[1];
    EXPECT_EQ(row[2], type < 0x80 ? "host" : "board") << row[1];
  }
}

TEST_F(ProtocolDocument, PayloadsHaveTheSizesOfTheGoldenFrames) {
  for (const Row& row : rows_["Messages"]) {
    const std::string& name = row[1];
    if (!rows_.contains(name)) {
      EXPECT_EQ(row[3], "0") << name;
      continue;
    }
    const unsigned long size = size_of(name);
    // Those of no fixed size say "5 + records", "12 + 8 a subject".
    const bool fixed = row[3].find('+') == std::string::npos;
    if (fixed) {
      EXPECT_EQ(std::stoul(row[3]), size) << name;
      const auto golden = firmware_test::golden_frame_named(DYAD_SOURCE_DIR, name);
      EXPECT_EQ(golden.payload.size(), size) << name;
    }
  }
  EXPECT_EQ(size_of("arm"), 12U + 8U);
  EXPECT_EQ(size_of("events"), 5U);
  EXPECT_EQ(size_of("A frame") + 2, kFrameOverhead);  // COBS's code, the delimiter
}

TEST_F(ProtocolDocument, NamesEveryEventByItsNumberAndSize) {
  using K = EventKind;
  const Numbers expected{{"edge", n(K::edge)},
                         {"edge_blurred", n(K::edge_blurred)},
                         {"pulse_ended", n(K::pulse_ended)},
                         {"events_lost", n(K::events_lost)},
                         {"safe", n(K::safe)},
                         {"cleared", n(K::cleared)},
                         {"sync", n(K::sync)},
                         {"token_state", n(K::token_state)},
                         {"armed", n(K::armed)},
                         {"reflex", n(K::reflex)},
                         {"refused", n(K::refused)}};
  EXPECT_EQ(numbers("Events", 1, 0), expected);
  for (const Row& row : rows_["Events"]) {
    const auto kind = static_cast<std::uint8_t>(std::stoul(row[0]));
    EXPECT_EQ(std::stoul(row[2]), event_size(kind)) << row[1];
  }
  EXPECT_EQ(event_size(static_cast<std::uint8_t>(1 + expected.size())), 0);
}

TEST_F(ProtocolDocument, NamesEveryValue) {
  const auto values = [&](const std::string& name) { return numbers(name, 1, 0); };
  EXPECT_EQ(values("BoardState"),
            (Numbers{{"unconfigured", n(BoardState::unconfigured)},
                     {"running", n(BoardState::running)},
                     {"safe", n(BoardState::safe)}}));
  EXPECT_EQ(values("SafeReason"),
            (Numbers{{"none", n(SafeReason::none)},
                     {"host_silence", n(SafeReason::host_silence)},
                     {"emergency_stop", n(SafeReason::emergency_stop)},
                     {"internal", n(SafeReason::internal)}}));
  EXPECT_EQ(values("ResetCause"), (Numbers{{"unknown", n(ResetCause::unknown)},
                                           {"power_on", n(ResetCause::power_on)},
                                           {"external", n(ResetCause::external)},
                                           {"brown_out", n(ResetCause::brown_out)},
                                           {"watchdog", n(ResetCause::watchdog)}}));
  EXPECT_EQ(values("PulseResult"),
            (Numbers{{"done", n(PulseResult::done)},
                     {"cut", n(PulseResult::cut)},
                     {"refused_state", n(PulseResult::refused_state)},
                     {"refused_output", n(PulseResult::refused_output)},
                     {"refused_length", n(PulseResult::refused_length)},
                     {"refused_budget", n(PulseResult::refused_budget)},
                     {"refused_busy", n(PulseResult::refused_busy)},
                     {"refused_token", n(PulseResult::refused_token)}}));
  EXPECT_EQ(values("TokenState"), (Numbers{{"never", n(TokenState::never)},
                                           {"running", n(TokenState::running)},
                                           {"done", n(TokenState::done)},
                                           {"partial", n(TokenState::partial)},
                                           {"refused", n(TokenState::refused)},
                                           {"forgotten", n(TokenState::forgotten)}}));
  EXPECT_EQ(values("RefusalReason"),
            (Numbers{{"none", n(RefusalReason::none)},
                     {"length", n(RefusalReason::length)},
                     {"state", n(RefusalReason::state)},
                     {"value", n(RefusalReason::value)},
                     {"boot_id", n(RefusalReason::boot_id)},
                     {"configuration", n(RefusalReason::configuration)}}));
  EXPECT_EQ(values("ArmAnswer"), (Numbers{{"armed", n(ArmAnswer::armed)},
                                          {"late", n(ArmAnswer::late)},
                                          {"invalid", n(ArmAnswer::invalid)}}));
  EXPECT_EQ(values("ReflexDecision"),
            (Numbers{{"coordinated", n(ReflexDecision::coordinated)},
                     {"miss", n(ReflexDecision::miss)},
                     {"disarmed", n(ReflexDecision::disarmed)}}));
  EXPECT_EQ(values("BoardKind"), (Numbers{{"unknown", n(BoardKind::unknown)},
                                          {"uno", n(BoardKind::uno)},
                                          {"mega", n(BoardKind::mega)},
                                          {"nano", n(BoardKind::nano)},
                                          {"simulated", n(BoardKind::simulated)}}));
}

TEST_F(ProtocolDocument, StatesTheBounds) {
  const Numbers expected{{"kProtocolMajor", kProtocolMajor},
                         {"kProtocolMinor", kProtocolMinor},
                         {"kBaud", kBaud},
                         {"kMaxFrame", kMaxFrame},
                         {"kFrameOverhead", kFrameOverhead},
                         {"kMaxPayload", kMaxPayload},
                         {"kInputs", kInputs},
                         {"kOutputs", kOutputs},
                         {"kValveOutputs", kValveOutputs},
                         {"kCommandWindow", kCommandWindow},
                         {"kHostSilence_ms", kHostSilence_ms},
                         {"kPingPeriod_ms", kPingPeriod_ms},
                         {"kStatusPeriod_ms", kStatusPeriod_ms},
                         {"kFlushLease_ms", kFlushLease_ms},
                         {"kFlushCap_ms", kFlushCap_ms},
                         {"kStampLateness_us", kStampLateness_us},
                         {"kTicksPerSecond", kTicksPerSecond}};
  EXPECT_EQ(numbers("Bounds", 0, 1), expected);
}

TEST_F(ProtocolDocument, ShowsGoldenFrames) {
  unsigned shown = 0;
  bool inside = false;
  for (const std::string& line : lines_) {
    if (line.starts_with("```")) {
      inside = line == "```wire";
      continue;
    }
    if (!inside) continue;
    std::istringstream in(line);
    std::string from;
    std::string name;
    in >> from >> name;
    const std::string hex(std::istreambuf_iterator<char>(in), {});
    const auto golden = firmware_test::golden_frame_named(DYAD_SOURCE_DIR, name);
    EXPECT_EQ(trimmed(hex), firmware_test::hex_of_bytes(golden.wire)) << name;
    EXPECT_EQ(from, golden.type < 0x80 ? "host" : "board") << name;
    ++shown;
  }
  EXPECT_GE(shown, 10U);
}

}  // namespace
}  // namespace dyad::link
