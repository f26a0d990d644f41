#include "dyad/server/body.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dyad::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Need = Body::Need;

Request request(const std::string& body) {
  Request made;
  made.body = body;
  return made;
}

std::vector<std::string> pointers(const Problem& problem) {
  std::vector<std::string> all;
  for (const auto& each : problem.more["problems"]) all.push_back(each["pointer"]);
  return all;
}

TEST(BodyTest, GivesTheMembersThatAreThere) {
  Body body(
      request(R"({"t":"x","l":["a","b"],"m":{"k":"v"},"n":7,"b":true,"null":null})"));
  EXPECT_EQ(body.text("t", Need::required), "x");
  EXPECT_THAT(body.texts("l", Need::required), ElementsAre("a", "b"));
  EXPECT_THAT(body.text_map("m"),
              ElementsAre(std::pair<std::string, std::string>("k", "v")));
  EXPECT_EQ(body.whole("n", Need::required, 0, 9), 7);
  EXPECT_EQ(body.boolean("b", Need::required), true);
  EXPECT_EQ(body.text("null", Need::optional), "");
  EXPECT_FALSE(body.problem());
}

TEST(BodyTest, FindsEveryErrorAtOnce) {
  Body body(request(R"({"a":7,"l":["x",3],"n":99,"subject":"M1"})"));
  body.text("a", Need::required);
  body.texts("l", Need::required);
  body.whole("n", Need::required, 0, 9);
  body.text("gone", Need::required);
  body.texts("subjects", Need::optional);
  const auto problem = body.problem();
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->status, 400);
  EXPECT_EQ(problem->code, "bad-request");
  EXPECT_THAT(pointers(*problem), ElementsAre("/a", "/l/1", "/n", "/gone", "/subject"));
  EXPECT_THAT(problem->more["problems"][4]["detail"].get<std::string>(),
              HasSubstr("did you mean \"subjects\"?"));
}

TEST(BodyTest, SaysWhatKeepsItFromBeingRead) {
  for (const char* text : {"{", "[1]", "nonsense", "{} {}"}) {
    Body body(request(text));
    EXPECT_EQ(body.text("t", Need::required), "");
    const auto problem = body.problem();
    ASSERT_TRUE(problem) << text;
    EXPECT_THAT(pointers(*problem), ElementsAre("")) << text;
  }
}

TEST(BodyTest, NothingAtAllIsAnEmptyObject) {
  Body optional(request(""));
  optional.text("t", Need::optional);
  EXPECT_FALSE(optional.problem());
  Body required(request(""));
  required.text("t", Need::required);
  EXPECT_TRUE(required.problem());
}

TEST(BodyTest, RefusesNestingThatNoBodyHas) {
  Body body(
      request("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"));
  EXPECT_THAT(body.problem()->detail, HasSubstr("nested"));
}

TEST(BodyTest, EscapesAPointer) { EXPECT_EQ(pointer_to("/x", "a/b~c"), "/x/a~1b~0c"); }

TEST(BodyTest, AWholeNumberIsNeitherTooLargeNorAFraction) {
  for (const char* text : {R"({"n":18446744073709551615})", R"({"n":1.5})",
                           R"({"n":"1"})", R"({"n":-1})"}) {
    Body body(request(text));
    EXPECT_FALSE(body.whole("n", Need::required, 0, 9)) << text;
    EXPECT_TRUE(body.problem()) << text;
  }
}

}  // namespace
}  // namespace dyad::server
