#include "task/oracle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <ostream>

#include "dyad/task/engine.hpp"
#include "task/story.hpp"

// The engine against the oracle, over random streams of pokes. RapidCheck shrinks
// a failure to its smallest stream and prints the seed that brings it back.
namespace dyad::task {
namespace oracle {

std::ostream& operator<<(std::ostream& out, const Session& session) {
  for (const Trial& trial : session.trials) {
    out << "trial from " << trial.start << ": " << to_text(trial.outcome) << " at "
        << trial.decided;
    if (trial.first) out << " first " << *trial.first;
    for (std::size_t i = 0; i < kMaxSubjects; ++i) {
      if (trial.latency[i]) out << ' ' << i << ':' << *trial.latency[i];
    }
    if (trial.dt) out << " dt " << *trial.dt << "+-" << trial.dt_uncertainty;
    out << (trial.ambiguous ? " ambiguous\n" : "\n");
  }
  for (const Reward& reward : session.rewards) {
    out << "reward at " << reward.time << " to " << reward.subject << " in trial "
        << reward.trial << '\n';
  }
  return out;
}

std::ostream& operator<<(std::ostream& out, const Response& response) {
  return out << response.subject << '@' << response.time << "+-"
             << response.uncertainty;
}

}  // namespace oracle

namespace {

constexpr std::int64_t kWindow = 100;
constexpr std::size_t kStreams = 100'000;

// Turns the engine's notes and commands into what the oracle says.
class Listener {
 public:
  void hear(const Output& out) {
    for (const Note& note : out.notes) hear(note);
    for (const Command& command : out.commands) {
      session_.rewards.push_back({command.time.us(), command.subject, command.trial});
    }
  }
  const oracle::Session& session() const { return session_; }

 private:
  void hear(const Note& note) {
    if (std::holds_alternative<note::TrialStart>(note.body)) {
      session_.trials.push_back({.start = note.time.us()});
    } else if (const auto* said = std::get_if<note::TrialOutcome>(&note.body)) {
      write(session_.trials.at(note.trial - 1), note.time, *said);
    } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
      session_.trials.at(note.trial - 1).ambiguous = true;
    }
  }
  static void write(oracle::Trial& trial, Time at, const note::TrialOutcome& said) {
    trial.decided = at.us();
    trial.outcome = said.outcome;
    if (said.first != kNoSubject) trial.first = said.first;
    for (std::size_t i = 0; i < kMaxSubjects; ++i) {
      if (said.latency[i]) trial.latency[i] = said.latency[i]->us();
    }
    if (said.dt) trial.dt = said.dt->us();
    trial.dt_uncertainty = said.dt_uncertainty.us();
    trial.ambiguous |= said.ambiguous;
  }

  oracle::Session session_;
};

oracle::Session engine_says(const Plan& plan,
                            const std::vector<oracle::Response>& responses) {
  Engine engine(plan, 1);
  Output out;
  Listener listener;
  const auto feed = [&](Time time, InputKind kind, const oracle::Response* response) {
    Input input;
    input.time = time;
    input.kind = kind;
    if (response != nullptr) {
      input.source = 0;
      input.channel = static_cast<ChannelIndex>(response->subject);
      input.active = true;
      input.uncertainty = Duration::from_us(response->uncertainty);
    }
    out.clear();
    engine.step(input, out);
    listener.hear(out);
  };
  feed(Time(), InputKind::operator_action, nullptr);
  for (const oracle::Response& response : responses) {
    const Time time = Time::from_us(response.time);
    while (engine.next_deadline() && *engine.next_deadline() < time) {
      feed(*engine.next_deadline(), InputKind::deadline, nullptr);
    }
    feed(time, InputKind::edge, &response);
  }
  while (engine.next_deadline()) {
    feed(*engine.next_deadline(), InputKind::deadline, nullptr);
  }
  return listener.session();
}

// Times are small, so that ties, boundaries and ±1 µs come up all the time.
std::int64_t gap_of(unsigned n) {
  constexpr std::array<std::int64_t, 16> kGaps{
      0,       0,           1,           1,           2,
      10,      50,          kWindow - 3, kWindow - 1, kWindow,
      kWindow, kWindow + 1, kWindow + 3, 2 * kWindow, 2 * kWindow + 1,
      37};
  return kGaps.at(n % kGaps.size());
}

// One number makes one response, so that a stream shrinks fast.
std::vector<oracle::Response> responses_of(const std::vector<unsigned>& numbers,
                                           std::size_t subjects) {
  std::vector<oracle::Response> responses;
  std::int64_t time = 0;
  for (const unsigned number : numbers) {
    time += gap_of(number);
    responses.push_back({time, (number >> 4U) % subjects, (number >> 8U) % 4});
  }
  return responses;
}

// One number makes all the options.
Plan plan_of(std::uint32_t number, std::int64_t last_time) {
  const auto take = [&number](std::uint32_t options) {
    const std::uint32_t taken = number % options;
    number /= options;
    return taken;
  };
  constexpr std::array<std::int64_t, 5> kItis{0, 1, 50, kWindow, 250};
  Plan plan = pair_plan(2 + take(2));
  plan.rule().window = Duration::from_us(kWindow);
  plan.rule().contingency = static_cast<config::Contingency>(take(2));
  plan.rule().repeat_response = static_cast<config::RepeatResponse>(take(2));
  plan.rule().late_response = static_cast<config::LateResponse>(take(2));
  for (config::Interval& iti : plan.rule().iti) {
    iti.low = iti.high = Duration::from_us(kItis.at(take(5)));
  }
  plan.max_trials = take(4) == 0 ? 1 + take(3) : 0;
  // The session ends about where the stream does, or long after.
  const std::int64_t past_last =
      take(4) == 0 ? 10'000 : std::int64_t{take(5)} * 50 - 100;
  plan.duration = Duration::from_us(std::max<std::int64_t>(1, last_time + past_last));
  return plan;
}

TEST(EngineAgainstOracle, SaysTheSameOfEveryStream) {
  const std::string parameters = "seed=1 max_success=" + std::to_string(kStreams);
  ::setenv("RC_PARAMS", parameters.c_str(), 0);
  std::array<std::size_t, 3> outcomes{};
  std::size_t ambiguous = 0;
  const bool agreed = rc::check("engine and oracle agree", [&] {
    const auto options = *rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>());
    const auto numbers = *rc::gen::resize(
        30, rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 1024U)));
    const std::size_t subjects = 2 + options % 2;
    const auto responses = responses_of(numbers, subjects);
    const Plan plan = plan_of(options, responses.empty() ? 0 : responses.back().time);
    const oracle::Session expected = oracle::decide(plan, responses);
    for (const oracle::Trial& trial : expected.trials) {
      ++outcomes.at(static_cast<std::size_t>(trial.outcome));
      ambiguous += trial.ambiguous ? 1 : 0;
    }
    RC_LOG() << rc::toString(responses);
    RC_ASSERT(engine_says(plan, responses) == expected);
  });
  EXPECT_TRUE(agreed);
  // The streams must reach what they are for.
  for (const std::size_t count : outcomes) EXPECT_GT(count, kStreams / 2);
  EXPECT_GT(ambiguous, kStreams / 10);
}

}  // namespace
}  // namespace dyad::task
