#include "task/oracle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "dyad/task/engine.hpp"
#include "task/coverage.hpp"
#include "task/random_session.hpp"
#include "task/said_text.hpp"

// The engine against the oracle, over random streams. RapidCheck shrinks a failure to
// its smallest stream and prints the seed that brings it back.
namespace dyad::task {
namespace {

constexpr std::size_t kStreams = 100'000;

struct Heard {
  std::vector<Note> notes;
  std::vector<Command> commands;
};

Heard engine_says(const Plan& plan, const std::vector<Input>& inputs,
                  std::uint64_t seed) {
  Engine engine(plan, seed);
  Output out;
  Heard heard;
  const auto feed = [&](const Input& input) {
    out.clear();
    engine.step(input, out);
    heard.notes.insert(heard.notes.end(), out.notes.begin(), out.notes.end());
    heard.commands.insert(heard.commands.end(), out.commands.begin(),
                          out.commands.end());
  };
  const auto feed_deadlines_before = [&](Time time) {
    while (engine.next_deadline() && *engine.next_deadline() < time) {
      Input deadline;
      deadline.kind = InputKind::deadline;
      deadline.time = *engine.next_deadline();
      feed(deadline);
    }
  };
  for (const Input& input : inputs) {
    feed_deadlines_before(input.time);
    feed(input);
  }
  feed_deadlines_before(Time::never());
  Token token = 0;
  for (const Command& command : heard.commands) EXPECT_EQ(command.token, ++token);
  heard.commands = oracle::in_order(std::move(heard.commands));
  return heard;
}

std::string difference(const Heard& engine, const oracle::Session& expected) {
  std::string text;
  for (const std::string& objection : expected.objections) {
    text += "not permitted: " + objection + "\n";
  }
  return text + side_by_side(engine.notes, expected.notes) +
         side_by_side(engine.commands, expected.commands);
}

TEST(EngineAgainstOracle, SaysTheSameOfEveryStream) {
  const std::string parameters = "seed=1 max_success=" + std::to_string(kStreams);
  ::setenv("RC_PARAMS", parameters.c_str(), 0);
  oracle::Coverage coverage;
  const bool agreed = rc::check("engine and oracle agree", [&] {
    const auto options =
        *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>()));
    const auto numbers =
        *rc::gen::resize(40, rc::gen::container<std::vector<std::uint32_t>>(
                                 rc::gen::inRange<std::uint32_t>(0U, 1U << 20U)));
    Plan plan = oracle::random_plan(options);
    const auto inputs = oracle::random_inputs(numbers, plan, options);
    const Heard heard = engine_says(plan, inputs, options);
    const oracle::Session expected = oracle::decide(plan, inputs, heard.notes);
    coverage.add(plan, heard.notes, heard.commands);
    if (heard.notes == expected.notes && heard.commands == expected.commands &&
        expected.objections.empty()) {
      return;
    }
    RC_LOG() << oracle::text_of(plan);
    for (const Input& input : inputs) RC_LOG() << oracle::text_of(input) << '\n';
    RC_FAIL(difference(heard, expected));
  });
  EXPECT_TRUE(agreed);
  // The streams must reach what they are for.
  for (const auto& [what, count] : coverage.counts()) {
    EXPECT_GE(count, 300U) << what;
  }
}

}  // namespace
}  // namespace dyad::task
