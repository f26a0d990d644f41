#include "dyad/link/command_queue.hpp"

#include <gtest/gtest.h>

namespace dyad::link {
namespace {

using dyad_firmware::MessageType;

Time at_ms(std::int64_t ms) { return Time() + Duration::from_ms(ms); }

std::vector<std::uint16_t> sent(CommandQueue& queue, Time now) {
  std::vector<std::uint16_t> numbers;
  while (const QueuedCommand* next = queue.next(now)) numbers.push_back(next->sequence);
  return numbers;
}

CommandQueue queue_of(int commands) {
  CommandQueue queue;
  for (int i = 0; i < commands; ++i) queue.push(MessageType::pulse, {});
  return queue;
}

using Numbers = std::vector<std::uint16_t>;

TEST(CommandQueue, SendsNoMoreThanTheWindowUnacknowledged) {
  CommandQueue queue = queue_of(6);
  EXPECT_EQ(sent(queue, at_ms(0)), (Numbers{1, 2, 3, 4}));
  queue.acknowledged(3, at_ms(1));  // 1 and 2 are there
  EXPECT_EQ(sent(queue, at_ms(1)), (Numbers{5, 6}));
}

TEST(CommandQueue, SendsAllAgainWhereNothingIsAcknowledged) {
  CommandQueue queue = queue_of(2);
  sent(queue, at_ms(0));
  EXPECT_EQ(sent(queue, at_ms(59)), Numbers{});
  EXPECT_EQ(sent(queue, at_ms(60)), (Numbers{1, 2}));
  EXPECT_EQ(queue.resent(), 2U);
  EXPECT_EQ(queue.next_wakeup(), at_ms(120));
}

TEST(CommandQueue, AnAcknowledgementGivesTheRestAsLongAgain) {
  CommandQueue queue = queue_of(2);
  sent(queue, at_ms(0));
  queue.acknowledged(2, at_ms(50));
  EXPECT_EQ(sent(queue, at_ms(60)), Numbers{});
  EXPECT_EQ(sent(queue, at_ms(110)), Numbers{2});
}

TEST(CommandQueue, AnAcknowledgementOfWhatWasNeverSentChangesNothing) {
  CommandQueue queue = queue_of(2);
  queue.acknowledged(3, at_ms(0));
  EXPECT_EQ(queue.size(), 2U);
  sent(queue, at_ms(0));
  queue.acknowledged(40'000, at_ms(0));
  EXPECT_EQ(queue.size(), 2U);
}

TEST(CommandQueue, RestartDropsWhatMustNotComeLate) {
  CommandQueue queue = queue_of(3);
  queue.restart(9);
  EXPECT_EQ(sent(queue, at_ms(0)), Numbers{});
  queue.push(MessageType::clear, {});
  EXPECT_EQ(sent(queue, at_ms(0)), Numbers{9});
}

TEST(CommandQueue, NumbersWrap) {
  CommandQueue queue;
  queue.restart(65'535);
  queue.push(MessageType::pulse, {});
  queue.push(MessageType::pulse, {});
  EXPECT_EQ(sent(queue, at_ms(0)), (Numbers{65'535, 0}));
  queue.acknowledged(1, at_ms(1));
  EXPECT_EQ(queue.size(), 0U);
}

}  // namespace
}  // namespace dyad::link
