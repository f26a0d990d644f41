#include "dyad/device/virtual_mouse.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dyad::device {
namespace {

config::VirtualMouse script(config::Behaviour behaviour) {
  return {.subject = 0,
          .behaviour = behaviour,
          .mean_interval = Duration::from_s(2),
          .hold = Duration::from_ms(200),
          .reaction_min = Duration::from_ms(150),
          .reaction_mean = Duration::from_ms(400),
          .respond_permille = 1000};
}

std::vector<Time> onsets_until(VirtualMouse& mouse, Time end) {
  std::vector<Time> onsets;
  while (mouse.next_change() < end) {
    const Time t = mouse.next_change();
    if (mouse.change()) onsets.push_back(t);
  }
  return onsets;
}

// Ground truth: a poke every mean interval + hold.
TEST(PoissonMouse, PokesAtItsStatedRate) {
  VirtualMouse mouse(script(config::Behaviour::poisson), 1);
  const auto onsets = onsets_until(mouse, Time::from_us(22'000'000'000));
  EXPECT_NEAR(static_cast<double>(onsets.size()), 10'000.0, 300.0);
}

// Ground truth: intervals between pokes are memoryless, so their standard
// deviation equals their mean.
TEST(PoissonMouse, IntervalsAreExponential) {
  VirtualMouse mouse(script(config::Behaviour::poisson), 2);
  const auto onsets = onsets_until(mouse, Time::from_us(22'000'000'000));
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 1; i < onsets.size(); ++i) {
    const auto gap = static_cast<double>((onsets[i] - onsets[i - 1]).us() - 200'000);
    sum += gap;
    squares += gap * gap;
  }
  const auto n = static_cast<double>(onsets.size() - 1);
  const double mean = sum / n;
  EXPECT_NEAR(std::sqrt(squares / n - mean * mean) / mean, 1.0, 0.05);
}

TEST(WaiterMouse, AnswersItsPartnerWithItsReactionTime) {
  auto lines = script(config::Behaviour::waiter);
  lines.mean_interval = Duration();  // no pokes of its own
  VirtualMouse mouse(lines, 3);
  EXPECT_EQ(mouse.next_change(), Time::never());
  std::int64_t sum_us = 0;
  constexpr int kAnswers = 10'000;
  for (int i = 1; i <= kAnswers; ++i) {
    const Time poked = Time::from_us(i * 60'000'000LL);
    mouse.partner_poked(poked);
    const Duration reaction = mouse.next_change() - poked;
    ASSERT_GE(reaction, lines.reaction_min);
    sum_us += reaction.us();
    ASSERT_TRUE(mouse.change());
    ASSERT_FALSE(mouse.change());
  }
  EXPECT_NEAR(static_cast<double>(sum_us) / kAnswers, 400'000, 10'000);
}

TEST(WaiterMouse, AnswersAsOftenAsItIsTold) {
  auto lines = script(config::Behaviour::waiter);
  lines.mean_interval = Duration();
  lines.respond_permille = 300;
  VirtualMouse mouse(lines, 4);
  int answered = 0;
  for (int i = 1; i <= 10'000; ++i) {
    mouse.partner_poked(Time::from_us(i * 60'000'000LL));
    if (mouse.next_change() == Time::never()) continue;
    ++answered;
    mouse.change();
    mouse.change();
  }
  EXPECT_NEAR(answered, 3000, 150);
}

TEST(WaiterMouse, DoesNotAnswerWhileItPokes) {
  auto lines = script(config::Behaviour::waiter);
  lines.mean_interval = Duration();
  VirtualMouse mouse(lines, 5);
  mouse.partner_poked(Time());
  mouse.change();
  const Time ends = mouse.next_change();
  mouse.partner_poked(ends - Duration::from_us(1));
  mouse.change();
  EXPECT_EQ(mouse.next_change(), Time::never());
}

TEST(CamperMouse, IsBackAtItsPortAfterTheSameShortWhile) {
  VirtualMouse mouse(script(config::Behaviour::camper), 6);
  const auto onsets = onsets_until(mouse, Time::from_us(60'000'000));
  ASSERT_GE(onsets.size(), 2U);
  for (std::size_t i = 1; i < onsets.size(); ++i) {
    EXPECT_EQ(onsets[i] - onsets[i - 1], Duration::from_ms(2200));
  }
}

TEST(VirtualMouse, SameSeedSamePokesAndAnotherSeedOthers) {
  const auto lines = script(config::Behaviour::poisson);
  VirtualMouse a(lines, 7);
  VirtualMouse b(lines, 7);
  VirtualMouse c(lines, 8);
  const Time end = Time::from_us(100'000'000);
  const auto pokes = onsets_until(a, end);
  EXPECT_EQ(pokes, onsets_until(b, end));
  EXPECT_NE(pokes, onsets_until(c, end));
}

}  // namespace
}  // namespace dyad::device
