#include "dyad/session/realtime.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dyad::session {
namespace {

// Grants what a test does not refuse, and remembers what was asked.
class FakeSystem final : public RealtimeSystem {
 public:
  int highest_priority() const override { return priority_limit; }
  int use_fifo(int priority) override {
    asked.emplace_back("fifo " + std::to_string(priority));
    return fifo_error;
  }
  int limit_run_without_pause(Duration limit) override {
    asked.emplace_back("limit " + std::to_string(limit.us()));
    return limit_error;
  }
  std::optional<std::uint64_t> lockable_bytes() const override { return lockable; }
  int lock_memory(bool also_future) override {
    asked.emplace_back(also_future ? "lock now and later" : "lock now");
    return lock_error;
  }
  int touch_stack(std::size_t) override {
    asked.emplace_back("stack");
    return stack_error;
  }
  std::string isolated_cpus() const override { return isolated; }
  std::vector<int> allowed_cpus() const override { return allowed; }
  int run_on(const std::vector<int>& cpus) override {
    pinned = cpus;
    return pin_error;
  }
  int keep_others_off(const std::vector<int>& cpus) override {
    reserved = cpus;
    return others_error;
  }
  int set_timer_slack_ns(unsigned long) override {
    asked.emplace_back("slack");
    return slack_error;
  }
  Held forbid_slow_sleep() override {
    if (sleep_error != 0) return {nullptr, sleep_error};
    return {std::make_unique<CountedHold>(holds), 0};
  }

  bool was_asked(const std::string& what) const {
    return std::find(asked.begin(), asked.end(), what) != asked.end();
  }

  int priority_limit = 99;
  int fifo_error = 0;
  int limit_error = 0;
  std::optional<std::uint64_t> lockable;
  int lock_error = 0;
  int stack_error = 0;
  std::string isolated;
  std::vector<int> allowed{0, 1, 2, 3};
  int pin_error = 0;
  int others_error = 0;
  int slack_error = 0;
  int sleep_error = 0;
  std::vector<std::string> asked;
  std::vector<int> pinned;
  std::vector<int> reserved;
  int holds = 0;

 private:
  class CountedHold final : public Hold {
   public:
    explicit CountedHold(int& holds) : holds_(holds) { ++holds_; }
    CountedHold(const CountedHold&) = delete;
    CountedHold& operator=(const CountedHold&) = delete;
    ~CountedHold() override { --holds_; }

   private:
    int& holds_;
  };
};

std::vector<std::string> refused(const RealtimeSetup& setup) {
  std::vector<std::string> names;
  for (const RealtimeItem& item : setup.items) {
    if (!item.got) names.push_back(item.what);
  }
  return names;
}

const RealtimeItem& item(const RealtimeSetup& setup, const std::string& what) {
  const auto found =
      std::find_if(setup.items.begin(), setup.items.end(),
                   [&](const RealtimeItem& one) { return one.what == what; });
  if (found == setup.items.end()) throw std::out_of_range(what);
  return *found;
}

using Names = std::vector<std::string>;

TEST(Realtime, AMachineThatGrantsAllIsAskedForAll) {
  FakeSystem system;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_TRUE(setup.complete()) << ::testing::PrintToString(refused(setup));
  EXPECT_EQ(setup.items.size(), 7U);
  EXPECT_EQ(system.asked, (Names{"limit 1000000", "lock now and later", "stack",
                                 "slack", "fifo 40"}));
  EXPECT_EQ(system.pinned, std::vector<int>{3});
  EXPECT_EQ(system.reserved, std::vector<int>{3});
}

// Each alone: the others are got all the same, and there is something to do about it.
struct Refusal {
  const char* what;
  int FakeSystem::*error;
};

class RealtimeRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(RealtimeRefusal, IsReportedWithARemedyAndStopsNothingElse) {
  FakeSystem system;
  system.*GetParam().error = EPERM;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_EQ(refused(setup), Names{GetParam().what});
  const RealtimeItem& one = item(setup, GetParam().what);
  EXPECT_NE(one.detail.find("Operation not permitted"), std::string::npos)
      << one.detail;
  EXPECT_FALSE(one.remedy.empty());
  EXPECT_NE(one.text().find(one.remedy), std::string::npos);
  EXPECT_EQ(setup.items.size(), 7U);
}

INSTANTIATE_TEST_SUITE_P(
    Each, RealtimeRefusal,
    ::testing::Values(Refusal{"priority", &FakeSystem::fifo_error},
                      Refusal{"spin limit", &FakeSystem::limit_error},
                      Refusal{"memory", &FakeSystem::lock_error},
                      Refusal{"stack", &FakeSystem::stack_error},
                      Refusal{"processor", &FakeSystem::pin_error},
                      Refusal{"timer slack", &FakeSystem::slack_error},
                      Refusal{"sleep states", &FakeSystem::sleep_error}));

TEST(Realtime, TheSessionLeavesOnePriorityToTheGuard) {
  FakeSystem system;
  system.priority_limit = 40;  // which the guard took
  EXPECT_TRUE(set_up_realtime(system, {}).complete());
  EXPECT_TRUE(system.was_asked("fifo 39"));
}

TEST(Realtime, WithoutAPriorityToSpareNoneIsAskedFor) {
  for (const int limit : {0, 1}) {
    FakeSystem system;
    system.priority_limit = limit;
    const RealtimeSetup setup = set_up_realtime(system, {});
    EXPECT_EQ(refused(setup), Names{"priority"});
    EXPECT_NE(item(setup, "priority").remedy.find("LimitRTPRIO=80"), std::string::npos);
    EXPECT_EQ(system.asked.back(), "slack");
  }
}

// Else the allocation that goes beyond the limit would fail in mid-session.
TEST(Realtime, UnderALimitOnlyTheMemoryOfNowIsLocked) {
  FakeSystem system;
  system.lockable = 8U << 20U;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_TRUE(system.was_asked("lock now"));
  EXPECT_FALSE(system.was_asked("lock now and later"));
  EXPECT_EQ(refused(setup), Names{"memory"});
  EXPECT_NE(item(setup, "memory").remedy.find("LimitMEMLOCK=infinity"),
            std::string::npos);
}

TEST(Realtime, AMemoryLimitThatIsTooSmallIsNamed) {
  FakeSystem system;
  system.lockable = 8U << 20U;
  system.lock_error = ENOMEM;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_NE(item(setup, "memory").detail.find("8192 KiB"), std::string::npos);
}

TEST(Realtime, ASimulatedSessionMayComputeForLong) {
  FakeSystem system;
  const RealtimeSetup setup = set_up_realtime(system, {.longest_turn = std::nullopt});
  EXPECT_TRUE(setup.complete());
  EXPECT_EQ(setup.items.size(), 6U);
  EXPECT_FALSE(system.was_asked("limit 1000000"));
}

TEST(Realtime, SleepStatesAreForbiddenAsLongAsTheSetUpLives) {
  FakeSystem system;
  {
    const RealtimeSetup setup = set_up_realtime(system, {});
    EXPECT_EQ(system.holds, 1);
  }
  EXPECT_EQ(system.holds, 0);
}

TEST(Realtime, AKernelWithoutSleepStatesSaysSo) {
  FakeSystem system;
  system.sleep_error = ENOENT;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_NE(item(setup, "sleep states").detail.find("no /dev/cpu_dma_latency"),
            std::string::npos);
}

using Cpus = std::vector<int>;

TEST(RealtimeProcessor, IsolatedOnesAreTakenWhereThereAreAny) {
  EXPECT_EQ(choose_cpus("2-3", {0, 1}), (Cpus{2, 3}));
  EXPECT_EQ(choose_cpus("1,3", {0, 2}), (Cpus{1, 3}));
  EXPECT_EQ(choose_cpus("3\n", {0, 1, 2}), Cpus{3});
}

TEST(RealtimeProcessor, ElseTheLastOfSeveral) {
  EXPECT_EQ(choose_cpus("", {0, 1, 2, 3}), Cpus{3});
  EXPECT_EQ(choose_cpus("", {0, 1}), Cpus{1});
  EXPECT_EQ(choose_cpus("\n", {0, 4, 7}), Cpus{7});
}

TEST(RealtimeProcessor, OfOneNoneIsChosen) {
  EXPECT_EQ(choose_cpus("", {5}), Cpus{});
  FakeSystem system;
  system.allowed = {5};
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_TRUE(setup.complete());
  EXPECT_EQ(system.pinned, Cpus{});
  EXPECT_EQ(system.reserved, Cpus{});
}

// There it would wait for whatever else runs while the scheduler knows a free one.
TEST(RealtimeProcessor, WithoutAPriorityASessionIsNotPinnedAmongOthers) {
  FakeSystem system;
  system.fifo_error = EPERM;
  set_up_realtime(system, {});
  EXPECT_EQ(system.pinned, Cpus{});
  system.isolated = "2";
  set_up_realtime(system, {});
  EXPECT_EQ(system.pinned, Cpus{2});
}

TEST(RealtimeProcessor, OneThatIsSharedWithTheSessionsOtherThreadsIsSaidToBe) {
  FakeSystem system;
  system.others_error = EINVAL;
  const RealtimeSetup setup = set_up_realtime(system, {});
  EXPECT_EQ(refused(setup), Names{"processor"});
  EXPECT_FALSE(item(setup, "processor").remedy.empty());
}

TEST(RealtimeProcessor, WhoKeepsOffLeavesTheSessionsOneToThem) {
  FakeSystem system;
  keep_off_sessions(system);
  EXPECT_EQ(system.pinned, (Cpus{0, 1, 2}));
  system.isolated = "1";
  keep_off_sessions(system);
  EXPECT_EQ(system.pinned, (Cpus{0, 2, 3}));
}

TEST(RealtimeProcessor, WhoHasOneProcessorOnlyKeepsIt) {
  FakeSystem system;
  system.allowed = {0};
  system.isolated = "0";
  keep_off_sessions(system);
  EXPECT_EQ(system.pinned, Cpus{});
}

}  // namespace
}  // namespace dyad::session
