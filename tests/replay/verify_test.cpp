#include "dyad/replay/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "replay/logged_session.hpp"

namespace dyad::replay {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Records = std::vector<log::Record>;

Verification verify_log(const log::Header& header, const Records& records) {
  auto reader = log::Reader::open(testing::write_log(header, records));
  if (!reader) {
    ADD_FAILURE() << reader.error().text();
    return {};
  }
  const auto verification = verify(*reader);
  if (!verification) {
    ADD_FAILURE() << verification.error().text();
    return {};
  }
  return *verification;
}

Verification verify_records(const Records& records) {
  return verify_log(testing::header(), records);
}

Records pair_session() {
  return testing::session(testing::header(), testing::random_pokes(200));
}

template <typename Body>
std::size_t index_of_note(const Records& records) {
  const auto found =
      std::find_if(records.begin(), records.end(), [](const log::Record& record) {
        const auto* note = std::get_if<Note>(&record);
        return note != nullptr && std::holds_alternative<Body>(note->body);
      });
  return static_cast<std::size_t>(found - records.begin());
}

// In the file: the header is line 1.
std::size_t line_of(std::size_t index) { return index + 2; }

TEST(Verify, FindsALogOfItsOwnEngineIdentical) {
  const Verification result = verify_records(pair_session());
  EXPECT_FALSE(result.difference) << result.difference->why;
  EXPECT_GT(result.inputs, 200U);
  EXPECT_GT(result.tally.coordinated(), 10U);
  EXPECT_GT(result.tally.misses(), 10U);
  EXPECT_EQ(result.cut, 0U);
}

TEST(Verify, CountsEveryRecord) {
  const Records records = pair_session();
  const Verification result = verify_records(records);
  EXPECT_EQ(result.inputs + result.notes + result.commands + 1, records.size());
}

TEST(Verify, PassesOverEdgesThatWereNotFedAndWhatBoardsTell) {
  Records records = pair_session();
  const Verification expected = verify_records(records);
  const std::size_t index = index_of_note<note::WindowOpen>(records);
  const auto unfed = std::find_if(
      records.begin() + static_cast<std::ptrdiff_t>(index), records.end(),
      [](const log::Record& record) { return std::holds_alternative<Input>(record); });
  const log::UnfedEdge edge{std::get<Input>(*unfed)};
  records.insert(unfed, {edge, ClockSample{.source = 0}, BoardDecision{}});
  const Verification result = verify_records(records);
  EXPECT_FALSE(result.difference) << result.difference->why;
  EXPECT_EQ(result.inputs, expected.inputs);
}

TEST(Verify, ShowsBothSidesOfAChangedNote) {
  Records records = pair_session();
  const std::size_t index = index_of_note<note::WindowOpen>(records);
  auto& open = std::get<note::WindowOpen>(std::get<Note>(records[index]).body);
  open.closes_at = open.closes_at + Duration::from_us(1);
  const Verification result = verify_records(records);
  ASSERT_TRUE(result.difference);
  EXPECT_EQ(result.difference->line, line_of(index));
  EXPECT_THAT(result.difference->logged,
              HasSubstr(std::to_string(open.closes_at.us())));
  EXPECT_THAT(result.difference->replayed,
              HasSubstr(std::to_string(open.closes_at.us() - 1)));
  EXPECT_LT(result.difference->input_line, result.difference->line);
}

TEST(Verify, ShowsAChangedCommand) {
  Records records = pair_session();
  std::size_t changed = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (auto* command = std::get_if<Command>(&records[i])) {
      command->duration += Duration::from_us(1);
      changed = i;
      break;
    }
  }
  const Verification result = verify_records(records);
  ASSERT_TRUE(result.difference);
  EXPECT_EQ(result.difference->line, line_of(changed));
}

TEST(Verify, MissesANoteThatIsNotLogged) {
  Records records = pair_session();
  const std::size_t index = index_of_note<note::ItiStart>(records);
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(index));
  const Verification result = verify_records(records);
  ASSERT_TRUE(result.difference);
  EXPECT_THAT(result.difference->replayed, HasSubstr("iti_start"));
}

TEST(Verify, FindsANoteThatTheEngineDoesNotSay) {
  Records records = pair_session();
  const std::size_t index = index_of_note<note::ItiStart>(records);
  records.insert(records.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                 records[index]);
  const Verification result = verify_records(records);
  ASSERT_TRUE(result.difference);
  EXPECT_EQ(result.difference->line, line_of(index + 1));
  EXPECT_THAT(result.difference->replayed, IsEmpty());
}

TEST(Verify, FindsInputsThatNoEngineWouldHaveTaken) {
  Records records = pair_session();
  const auto deadline =
      std::find_if(records.begin(), records.end(), [](const log::Record& record) {
        const auto* input = std::get_if<Input>(&record);
        return input != nullptr && input->kind == InputKind::deadline;
      });
  // The deadline and what it led to, up to the next input.
  auto last = deadline + 1;
  while (!std::holds_alternative<Input>(*last)) ++last;
  records.erase(deadline, last);
  const Verification result = verify_records(records);
  ASSERT_TRUE(result.difference);
  EXPECT_THAT(result.difference->why, HasSubstr("deadline"));
}

TEST(Verify, FindsAnotherSeed) {
  log::Header other = testing::header();
  const Records records = testing::session(other, testing::random_pokes(50));
  other.seed = 8;
  EXPECT_TRUE(verify_log(other, records).difference);
}

TEST(Verify, AllowsALogThatWasCutShortInTheMiddleOfAStep) {
  Records records = pair_session();
  records.resize(index_of_note<note::WindowOpen>(records));
  const Verification result = verify_records(records);
  EXPECT_FALSE(result.difference);
  EXPECT_EQ(result.cut, 1U);
}

TEST(Verify, DoesNotAllowAnOrderlyEndWithoutWhatTheEngineSays) {
  Records records = pair_session();
  records.erase(records.end() - 2);  // before the end record: session_end
  EXPECT_TRUE(verify_records(records).difference);
}

TEST(Verify, RefusesAHeaderWithoutAValidSchedule) {
  log::Header header = testing::header();
  header.schedule["stages"][0]["window_ms"] = -1;
  auto reader = log::Reader::open(testing::write_log(header, {}));
  ASSERT_TRUE(reader);
  const auto verification = verify(*reader);
  ASSERT_FALSE(verification);
  EXPECT_THAT(verification.error().text(), HasSubstr("/stages/0/window_ms"));
}

}  // namespace
}  // namespace dyad::replay
