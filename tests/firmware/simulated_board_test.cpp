#include "firmware/simulated_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

namespace dyad::firmware_test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class SimulatedBoardTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t ms(std::uint64_t n) { return n * 1000 * kCyclesPerUs; }

  std::vector<std::uint8_t> bytes() {
    std::vector<std::uint8_t> taken;
    for (const SentByte& sent : board_.take_bytes()) taken.push_back(sent.byte);
    return taken;
  }
  void say(std::string_view text) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    board_.send(bytes);
  }
  void start() {
    board_.run_until(board_.cycle() + ms(10));
    board_.take_bytes();
  }

  SimulatedBoard board_{DYAD_ECHO_BOARD_ELF};
};

// Reset causes, and what an erased EEPROM counts to: 0 at the first start.
constexpr std::uint8_t kPowerOn = 1;
constexpr std::uint8_t kExternal = 2;
constexpr std::uint8_t kWatchdog = 8;

TEST_F(SimulatedBoardTest, TellsTheCauseOfItsStartsAndKeepsItsEeprom) {
  const std::uint8_t starts = 6;
  board_.write_eeprom(0, {&starts, 1});
  board_.run_until(ms(10));
  EXPECT_THAT(bytes(), ElementsAre('R', kPowerOn, 7));
  board_.reset();
  board_.run_until(ms(20));
  EXPECT_THAT(bytes(), ElementsAre('R', kExternal, 8));
  board_.power_off();
  board_.run_until(ms(30));
  board_.power_on();
  board_.run_until(ms(40));
  EXPECT_THAT(bytes(), ElementsAre('R', kPowerOn, 9));
  std::uint8_t read = 0;
  board_.read_eeprom(0, {&read, 1});
  EXPECT_EQ(read, 9);
}

TEST_F(SimulatedBoardTest, RunsToACycleAndItsClockOutlivesResets) {
  start();
  for (const std::uint64_t target : {ms(20), ms(20) + 1, ms(20) + 777, ms(21)}) {
    board_.run_until(target);
    EXPECT_EQ(board_.cycle(), target);  // asleep
  }
  board_.reset();
  EXPECT_EQ(board_.cycle(), ms(21));
}

TEST_F(SimulatedBoardTest, EdgeComesAtItsCycle) {
  start();
  // Stamped by a timer that counts cycles: the distances are exact.
  std::vector<std::uint16_t> stamps;
  const std::uint64_t first = board_.cycle() + 1000;
  const std::vector<std::uint64_t> offsets{0, 1, 2, 3, 17, 3001, 4000};
  bool level = false;
  for (const std::uint64_t offset : offsets) {
    level = !level;
    board_.schedule_input(first + ms(1) * stamps.size() + offset, 2, level);
    board_.run_until(first + ms(1) * stamps.size() + offset + ms(1) / 2);
    const auto record = bytes();
    ASSERT_THAT(record, SizeIs(4));
    EXPECT_EQ(record[1], level ? 4 : 0);
    stamps.push_back(static_cast<std::uint16_t>(record[2] | (record[3] << 8)));
  }
  for (std::size_t i = 1; i < stamps.size(); ++i) {
    EXPECT_EQ(static_cast<std::uint16_t>(stamps[i] - stamps[0]),
              static_cast<std::uint16_t>(ms(1) * i + offsets[i]));
  }
}

TEST_F(SimulatedBoardTest, InterruptFollowsTheEdgeAtOnce) {
  start();
  board_.clear_output_changes();
  const std::uint64_t edge = board_.cycle() + 12'345;
  board_.schedule_input(edge, 0, true);
  board_.schedule_input(edge + 16'000, 0, false);
  board_.run_for_us(3000);
  const auto& changes = board_.output_changes();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].output, 0U);
  EXPECT_TRUE(changes[0].active);
  EXPECT_LT(changes[0].cycle - edge, 70U);
  EXPECT_GT(changes[0].cycle - edge, 4U);
  EXPECT_EQ(changes[1].cycle - changes[0].cycle, 16'001U);  // the other branch
}

TEST_F(SimulatedBoardTest, BytesTakeTheirTimeOnTheWire) {
  start();
  const std::uint64_t from = board_.cycle() + 1000;
  const std::vector<std::uint8_t> text{'x', 'y', 'z'};
  board_.send(text, from);
  board_.run_for_us(1000);
  const auto echo = board_.take_bytes();
  ASSERT_THAT(echo, SizeIs(3));
  for (std::size_t i = 0; i < echo.size(); ++i) {
    EXPECT_EQ(echo[i].byte, text[i]);
    const std::uint64_t arrived = from + (i + 1) * kCyclesPerByte;
    EXPECT_GE(echo[i].cycle, arrived + kCyclesPerByte);
    EXPECT_LT(echo[i].cycle, arrived + kCyclesPerByte + 10 * kCyclesPerUs * (i + 1));
  }
}

TEST_F(SimulatedBoardTest, StopsAtAByte) {
  start();
  say("q");
  board_.run_until_byte(board_.cycle() + ms(5));
  const auto echo = board_.take_bytes();
  ASSERT_THAT(echo, SizeIs(1));
  EXPECT_LE(board_.cycle() - echo[0].cycle, 4U);
}

TEST_F(SimulatedBoardTest, FloatingOutputIsInactive) {
  start();
  board_.clear_output_changes();
  say("h");
  board_.run_for_us(1000);
  EXPECT_TRUE(board_.active(kSyncLine));
  say("f");
  board_.run_for_us(1000);
  EXPECT_FALSE(board_.active(kSyncLine));
  say("h");
  board_.reset();
  board_.run_for_us(1000);
  EXPECT_THAT(board_.output_changes(), SizeIs(2 + 1));  // the 'h' came after the reset
}

TEST_F(SimulatedBoardTest, ResetMakesOutputsInactiveAndKeepsInputs) {
  start();
  board_.set_input(0, true);
  board_.set_input(5, true);
  board_.run_for_us(1000);
  EXPECT_TRUE(board_.active(0));
  board_.reset();
  EXPECT_FALSE(board_.active(0));
  board_.schedule_input(board_.cycle() + ms(20), 1, true);
  board_.reset();
  board_.run_until(board_.cycle() + ms(10));
  bytes();
  board_.run_until(board_.cycle() + ms(15));
  const auto record = bytes();
  ASSERT_THAT(record, SizeIs(4));
  EXPECT_EQ(record[1], 0b100011);
}

TEST_F(SimulatedBoardTest, WatchdogActsInTwoStages) {
  start();
  say("w");
  board_.run_for_us(100'000);
  EXPECT_EQ(board_.watchdog_resets(), 0U);
  bytes();
  board_.clear_output_changes();
  const std::uint64_t hung = board_.cycle();
  board_.hang();
  board_.run_until(hung + ms(17));
  EXPECT_TRUE(board_.active(7));  // its interrupt
  EXPECT_EQ(board_.watchdog_resets(), 0U);
  board_.run_until(hung + ms(45));
  EXPECT_FALSE(board_.active(7));
  EXPECT_EQ(board_.watchdog_resets(), 1U);
  EXPECT_THAT(bytes(), ElementsAre('R', kWatchdog, 1));
}

TEST_F(SimulatedBoardTest, WatchdogEndsAHangWithInterruptsOff) {
  start();
  say("w");
  board_.run_for_us(10'000);
  bytes();
  const std::uint64_t hung = board_.cycle();
  board_.hang(Hang::interrupts_off);
  board_.run_until(hung + ms(31));
  EXPECT_EQ(board_.watchdog_resets(), 0U);
  board_.run_until(hung + ms(45));
  EXPECT_EQ(board_.watchdog_resets(), 1U);
  EXPECT_THAT(bytes(), ElementsAre('R', kWatchdog, 1));
}

TEST_F(SimulatedBoardTest, WatchdogEndsASleepWithInterruptsOff) {
  start();
  say("wd");
  board_.run_until(board_.cycle() + ms(5));
  EXPECT_TRUE(board_.dead());
  board_.run_until(board_.cycle() + ms(45));
  EXPECT_FALSE(board_.dead());
  EXPECT_EQ(board_.watchdog_resets(), 1U);
}

TEST_F(SimulatedBoardTest, WithoutPowerNothingIsActiveAndNothingIsHeard) {
  start();
  say("h");
  board_.run_for_us(1000);
  bytes();
  board_.power_off();
  EXPECT_FALSE(board_.active(kSyncLine));
  say("x");
  board_.run_for_us(1000);
  board_.power_on();
  board_.run_until(board_.cycle() + ms(10));
  EXPECT_THAT(bytes(), ElementsAre('R', kPowerOn, 1));
}

TEST_F(SimulatedBoardTest, FullReceiverLosesBytes) {
  start();
  board_.hang(Hang::interrupts_off);
  say("12345");
  board_.run_for_us(1000);
  EXPECT_EQ(board_.lost_bytes(), 2U);
}

TEST_F(SimulatedBoardTest, BytesThatWaitedAreReadAtOnce) {
  start();
  // Twice late by three bytes, each time with another right behind. Who caught up no
  // faster than the wire would be late by more than the receiver holds.
  say("l1l123456");
  board_.run_for_us(1000);
  EXPECT_EQ(board_.lost_bytes(), 0U);
  EXPECT_THAT(bytes(), ElementsAre('l', '1', 'l', '1', '2', '3', '4', '5', '6'));
}

TEST(SimulatedBoard, NeedsAFirmware) {
  EXPECT_THROW(SimulatedBoard("/nowhere.elf"), std::runtime_error);
}

TEST(SimulatedBoard, SeveralLiveSideBySide) {
  SimulatedBoard a(DYAD_ECHO_BOARD_ELF);
  SimulatedBoard b(DYAD_ECHO_BOARD_ELF);
  a.run_for_us(10'000);
  b.run_for_us(10'000);
  EXPECT_EQ(a.take_bytes().size(), 3U);
  EXPECT_EQ(b.take_bytes().size(), 3U);
}

}  // namespace
}  // namespace dyad::firmware_test
