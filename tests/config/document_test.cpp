#include "dyad/config/document.hpp"

#include "support.hpp"

namespace dyad::config {
namespace {

using test::parsed;

std::string place(const Document& document, const std::string& pointer) {
  const Document::Place at = document.place_of(pointer);
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string refusal(const std::string& text) {
  Problems problems;
  EXPECT_FALSE(parse_document("f.json", text, problems)) << text;
  EXPECT_EQ(problems.size(), 1U);
  return test::text_of(problems);
}

std::string defects(const std::string& text) {
  return test::text_of(parsed(text).defects);
}

TEST(DocumentPlaces, AreWhereEachValueBegins) {
  const Document document = parsed(
      "{ \"a\" : 1,\n"
      "  \"b\": [ 10, 20,30 ],\n"
      "  \"c\": { \"d\": \"x\\\"y\", \"e\": null }\n"
      "}\n");
  EXPECT_EQ(place(document, ""), "1:1");
  EXPECT_EQ(place(document, "/a"), "1:9");
  EXPECT_EQ(place(document, "/b"), "2:8");
  EXPECT_EQ(place(document, "/b/0"), "2:10");
  EXPECT_EQ(place(document, "/b/1"), "2:14");
  EXPECT_EQ(place(document, "/b/2"), "2:17");
  EXPECT_EQ(place(document, "/c"), "3:8");
  EXPECT_EQ(place(document, "/c/d"), "3:15");
  EXPECT_EQ(place(document, "/c/e"), "3:28");
  EXPECT_EQ(document.name_place_of("/c/e").column, 23U);
}

TEST(DocumentPlaces, FollowANumberThatEndsTheContainer) {
  const Document document = parsed("{\"a\":[1],\"b\":{\"c\":-2.5e3},\"d\":true}");
  EXPECT_EQ(place(document, "/a/0"), "1:7");
  EXPECT_EQ(place(document, "/b"), "1:14");
  EXPECT_EQ(place(document, "/b/c"), "1:19");
  EXPECT_EQ(place(document, "/d"), "1:31");
}

TEST(DocumentPlaces, OfWhatIsNotThereAreTheNearestAncestors) {
  const Document document = parsed("{\n \"a\": {} }");
  EXPECT_EQ(place(document, "/a/x/y"), "2:7");
  EXPECT_EQ(place(document, "/z"), "1:1");
}

TEST(DocumentPlaces, EscapeSlashAndTildeInPointers) {
  EXPECT_EQ(place(parsed("{ \"a/b~c\": 1 }"), "/a~1b~0c"), "1:12");
}

TEST(DocumentText, KeepsMembersInTheOrderOfTheFile) {
  EXPECT_EQ(parsed(R"({"b":1,"a":[true,null,-7,"x"]})").json.dump(),
            R"({"b":1,"a":[true,null,-7,"x"]})");
}

TEST(DocumentText, SyntaxErrorsSayWhereAndWhat) {
  EXPECT_EQ(refusal("{\n  \"a\": 1\n  \"b\": 2\n}"),
            "f.json:3:3: a text in double quotes; expected \",\" or \"}\"\n");
  EXPECT_EQ(refusal("{\n  \"a\": 1,\n}"),
            "f.json:3:1: '}'; expected a member's name in double quotes; remove the "
            "comma before it\n");
  EXPECT_EQ(refusal("[1,,2]"), "f.json:1:4: ','; expected a value\n");
  EXPECT_EQ(refusal("{\"a\" 1}"),
            "f.json:1:6: '1'; expected \":\" after the member's name\n");
  EXPECT_EQ(refusal("{'a': 1}"),
            "f.json:1:2: '''; expected a member's name in double quotes; JSON takes "
            "double quotes only\n");
  EXPECT_EQ(refusal("{\"a\": True}"),
            "f.json:1:7: 'True'; expected a value; did you mean true?\n");
  EXPECT_EQ(refusal("{\"a\": NaN}"),
            "f.json:1:7: 'NaN'; expected a value; write a finite number\n");
  EXPECT_EQ(refusal("{\"a\": poke}"),
            "f.json:1:7: 'poke'; expected a value; put text in double quotes\n");
  EXPECT_EQ(refusal("{ // left\n}"),
            "f.json:1:3: '/'; expected a member's name in double quotes; JSON has no "
            "comments: use a \"notes\" member\n");
  EXPECT_EQ(refusal("{} {}"), "f.json:1:4: '{'; expected nothing after the document\n");
  EXPECT_EQ(refusal("{\"a\": ["),
            "f.json:1:8: the end of the file; expected a value\n");
}

TEST(DocumentText, EmptyFilesAreRefused) {
  EXPECT_EQ(refusal(""), "f.json:1:1: an empty file; expected a JSON document\n");
  EXPECT_EQ(refusal(" \n\n"), "f.json:1:1: an empty file; expected a JSON document\n");
}

TEST(DocumentText, BrokenStringsAreRefused) {
  EXPECT_EQ(refusal("{\"a\": \"x\n\"}"),
            "f.json:1:9: a line break or control character inside a text; expected a "
            "closing \"; write a line break as \\n\n");
  EXPECT_EQ(refusal("{\"a\": \"x"),
            "f.json:1:7: a text without its closing quote; expected a closing \"\n");
  EXPECT_NE(refusal("{\"a\": \"\\q\"}").find("a backslash with nothing valid"),
            std::string::npos);
}

TEST(DocumentText, OtherEncodingsAreRefused) {
  EXPECT_EQ(refusal("{\"a\": \"caf\xE9\"}"),
            "f.json:1:12: a byte that is not UTF-8; expected UTF-8 text; save the file "
            "as UTF-8\n");
  EXPECT_NE(refusal(std::string("\xFF\xFE{\0}\0", 6)).find("UTF-16"),
            std::string::npos);
}

TEST(DocumentText, NumbersBeyondEveryComputerAreRefused) {
  EXPECT_NE(refusal("{\"a\": 1e999}").find("f.json:1:7: the number 1e999"),
            std::string::npos);
}

TEST(DocumentText, DepthIsLimited) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_NE(refusal(deep).find("f.json:1:33: "), std::string::npos);
  EXPECT_EQ(defects(std::string(32, '[') + std::string(32, ']')), "");
}

TEST(DocumentDefects, NameEveryMemberThatStandsTwice) {
  EXPECT_EQ(defects("{\"a\": 1,\n \"b\": 2,\n \"a\": {\"x\": 1, \"x\": 2}, \"b\": 3}"),
            "test.json:3:2: /a: \"a\" a second time; expected each member once; the "
            "first is at line 1, column 2; remove or rename one of them\n"
            "test.json:3:16: /a/x: \"x\" a second time; expected each member once; the "
            "first is at line 3, column 8; remove or rename one of them\n"
            "test.json:3:25: /b: \"b\" a second time; expected each member once; the "
            "first is at line 2, column 2; remove or rename one of them\n");
}

TEST(DocumentDefects, KeepTheFirstOfTwoMembers) {
  EXPECT_EQ(parsed(R"({"a":1,"a":[2,{"b":3}],"c":4})").json.dump(), R"({"a":1,"c":4})");
}

TEST(DocumentDefects, NameNumbersThatCannotBeKeptExactly) {
  EXPECT_NE(defects("[1, 2.1000000000000001]").find("test.json:1:5: /1: the number"),
            std::string::npos);
  EXPECT_EQ(defects("[0.00000123456789012345e3, 100000.000000000000000, 1e20]"), "");
}

TEST(DocumentDefects, NameAByteOrderMark) {
  EXPECT_NE(defects("\xEF\xBB\xBF{\"a\": 1}").find("test.json:1:1: a byte order mark"),
            std::string::npos);
}

TEST(DocumentFile, ThatIsMissingIsOneProblem) {
  Problems problems;
  EXPECT_FALSE(read_document("/nonexistent/rig.json", problems));
  EXPECT_EQ(
      test::text_of(problems),
      "/nonexistent/rig.json: cannot be read: No such file or directory; expected "
      "a rig or schedule file; check the path and its permissions\n");
}

TEST(DocumentFile, ThatIsADirectoryIsOneProblem) {
  Problems problems;
  EXPECT_FALSE(read_document(DYAD_SOURCE_DIR, problems));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].found, "cannot be read: Is a directory");
}

TEST(DocumentFile, ThatNeverEndsIsOneProblem) {
  Problems problems;
  EXPECT_FALSE(read_document("/dev/zero", problems));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].found, "cannot be read: it is longer than 1 MiB");
}

TEST(DocumentFormat, IsWhatTheFileSays) {
  EXPECT_EQ(format_of(parsed(R"({"format": "dyad-rig/1"})")), "dyad-rig/1");
  EXPECT_EQ(format_of(parsed(R"({"format": 3})")), "");
  EXPECT_EQ(format_of(parsed(R"([])")), "");
}

}  // namespace
}  // namespace dyad::config
