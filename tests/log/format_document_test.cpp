#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "dyad/log/crc32c.hpp"
#include "dyad/log/format.hpp"
#include "dyad/log/header_line.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

// Every line of every ```json block, in the order of the document.
std::vector<std::string> example_lines(const std::string& document) {
  std::istringstream in(document);
  std::vector<std::string> lines;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = line == "```json";
    } else if (inside) {
      lines.push_back(line);
    }
  }
  return lines;
}

class FormatDocument : public ::testing::Test {
 protected:
  std::string document =
      slurp(std::string(DYAD_SOURCE_DIR) + "/docs/session_log_format.md");
  std::vector<std::string> lines = example_lines(document);
};

TEST_F(FormatDocument, ExamplesAreReadAsWhatTheyAreAndEveryTypeAndNoteIsShown) {
  ASSERT_FALSE(lines.empty());
  const auto header = decode_header(lines[0]);
  ASSERT_TRUE(header.ok()) << header.error().text();
  const auto names = Names::of(*header);
  ASSERT_TRUE(names.ok()) << names.error().text();
  LineDecoder decoder(*names);
  std::set<std::size_t> types;
  std::set<std::size_t> notes;
  for (const std::string& line : lines) {
    EXPECT_TRUE(crc_holds(line)) << line;
    if (&line == &lines[0]) continue;
    LoggedRecord record;
    const std::string padded = line + std::string(LineDecoder::kPadding, '\0');
    ASSERT_EQ(decoder.decode(std::string_view(padded).substr(0, line.size()), record),
              LineDecoder::Outcome::record)
        << line << "\n"
        << decoder.problem();
    types.insert(record.record.index());
    if (const auto* note = std::get_if<Note>(&record.record)) {
      notes.insert(note->body.index());
    }
  }
  EXPECT_EQ(types.size(), format::kTypes.size());
  EXPECT_EQ(notes.size(), note::kNames.size());
}

template <typename E>
void expect_named(const std::string& document) {
  for (const std::string_view name : EnumNames<E>::names) {
    EXPECT_NE(document.find("`" + std::string(name) + "`"), std::string::npos) << name;
  }
}

TEST_F(FormatDocument, NamesEveryValueThatAMemberCanHave) {
  expect_named<InputKind>(document);
  expect_named<OperatorAction>(document);
  expect_named<Outcome>(document);
  expect_named<ResponseRole>(document);
  expect_named<AmbiguousReason>(document);
  expect_named<PauseReason>(document);
  expect_named<WithheldReason>(document);
  expect_named<EndReason>(document);
  expect_named<CommandKind>(document);
  expect_named<ActuationStatus>(document);
  expect_named<FaultKind>(document);
  expect_named<BoardVerdict>(document);
}

}  // namespace
}  // namespace dyad::log
