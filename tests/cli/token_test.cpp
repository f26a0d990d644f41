#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/dyad_command.hpp"

namespace dyad::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TokenCommand, ShowsATokenOnceAndListsNamesAlone) {
  const Workplace place;
  const Ran added = place.dyad(
      {"token", "add", "--file", "t.json", "--name", "anna", "--role", "operator"});
  EXPECT_EQ(added.exit_code, 0) << added.err;
  ASSERT_EQ(added.out.size(), 44U) << "the token alone, for a pipe";
  const std::string token = added.out.substr(0, 43);
  const Ran listed = place.dyad({"token", "list", "--file", "t.json"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.out, HasSubstr("anna  operator  20"));
  EXPECT_THAT(listed.out, Not(HasSubstr(token)));
}

TEST(TokenCommand, RemovesOneAndLeavesTheOthers) {
  const Workplace place;
  for (const char* name : {"anna", "ben"})
    place.dyad({"token", "add", "--file", "t", "--name", name, "--role", "viewer"});
  EXPECT_EQ(place.dyad({"token", "remove", "--file", "t", "--name", "anna"}).exit_code,
            0);
  const Ran listed = place.dyad({"token", "list", "--file", "t"});
  EXPECT_THAT(listed.out, Not(HasSubstr("anna")));
  EXPECT_THAT(listed.out, HasSubstr("ben"));
}

TEST(TokenCommand, SaysWhatIsWrongAndWhatToDo) {
  const Workplace place;
  const Ran missing = place.dyad({"token", "list", "--file", "none"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("dyad token add"));
  const Ran role =
      place.dyad({"token", "add", "--file", "t", "--name", "a", "--role", "nobody"});
  EXPECT_EQ(role.exit_code, 2);
  const Ran nobody = place.dyad({"token", "remove", "--file", "t", "--name", "a"});
  EXPECT_EQ(nobody.exit_code, 3);
  EXPECT_THAT(nobody.err, HasSubstr("no token named 'a'"));
}

}  // namespace
}  // namespace dyad::cli::testing
