#include "dyad/server/credentials.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "server/temporary_folder.hpp"

namespace dyad::server {
namespace {

constexpr const char* kDay = "2026-11-24T10:00:00Z";
constexpr Credentials::Time kNow{};

std::string slurp(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

TEST(Token, Is256RandomBitsAsBase64url) {
  std::set<std::string> seen;
  std::set<char> letters;
  for (int i = 0; i < 200; ++i) {
    const std::string token = *new_token();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_TRUE(seen.insert(token).second);
    letters.insert(token.begin(), token.end());
  }
  EXPECT_EQ(letters.size(), 64U);
  EXPECT_TRUE(letters.contains('-') && letters.contains('_'));
}

TEST(Token, HashIsSha256) {
  EXPECT_EQ(to_hex(hash_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

class TokenFile : public ::testing::Test {
 protected:
  std::string add(const std::string& name, Role role = Role::viewer) {
    const auto token = add_token(file_, name, role, kDay);
    EXPECT_TRUE(token.ok());
    return token.ok() ? *token : "";
  }
  server::testing::TemporaryFolder folder_;
  std::string file_ = folder_.path("tokens.json");
};

TEST_F(TokenFile, KeepsTheHashAlone) {
  const std::string token = add("anna", Role::operator_);
  const auto records = read_token_file(file_);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 1U);
  EXPECT_EQ((*records)[0].name, "anna");
  EXPECT_EQ((*records)[0].role, Role::operator_);
  EXPECT_EQ((*records)[0].hash, hash_of(token));
  EXPECT_EQ((*records)[0].created_utc, kDay);
  EXPECT_EQ(slurp(file_).find(token), std::string::npos);
}

TEST_F(TokenFile, IsItsOwnersAloneWhateverAPartLeftBehindWas) {
  write(file_ + ".part", "rest of a crash");
  ::chmod((file_ + ".part").c_str(), 0666);
  add("anna");
  struct stat now {};
  ASSERT_EQ(::stat(file_.c_str(), &now), 0);
  EXPECT_EQ(now.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(file_ + ".part"));
}

TEST_F(TokenFile, RefusesANameTwiceOrUnfitAndARemovalOfNobody) {
  add("anna");
  for (const char* name : {"anna", "", "an na", "ann\n", "a/b"})
    EXPECT_FALSE(add_token(file_, name, Role::viewer, kDay).ok()) << name;
  EXPECT_FALSE(remove_token(file_, "ben").ok());
  EXPECT_EQ(read_token_file(file_)->size(), 1U);
  EXPECT_TRUE(remove_token(file_, "anna").ok());
  EXPECT_TRUE(read_token_file(file_)->empty());
}

TEST_F(TokenFile, TwoWhoAddAtOnceBothGetIn) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([this, i] { add("t" + std::to_string(i)); });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(read_token_file(file_)->size(), 8U);
}

TEST_F(TokenFile, EveryErrorIsToldAtOnce) {
  write(file_, R"({"tokens": [{"name": "a b", "role": "nobody", "sha256": "12"}, 7]})");
  const auto records = read_token_file(file_);
  ASSERT_FALSE(records.ok());
  for (const char* place :
       {"/tokens/0/name", "/tokens/0/role", "/tokens/0/sha256", "/tokens/1"})
    EXPECT_NE(records.error().what.find(place), std::string::npos) << place;
  for (const char* text : {"", "[]", "{}", R"({"tokens": 3})"}) {
    write(file_, text);
    EXPECT_FALSE(read_token_file(file_).ok()) << text;
  }
}

class CredentialsTest : public TokenFile {
 protected:
  std::unique_ptr<Credentials> open() {
    auto opened = Credentials::open(
        file_, [this](const std::string& problem) { problems_.push_back(problem); });
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }
  static std::string name(Credentials& credentials, const std::string& token,
                          const std::string& client = "c",
                          Credentials::Time now = kNow) {
    const auto checked = credentials.check(token, client, now);
    if (const auto* identity = std::get_if<Identity>(&checked)) return identity->name;
    return std::holds_alternative<Credentials::Wrong>(checked) ? "wrong" : "blocked";
  }
  std::vector<std::string> problems_;
};

TEST_F(CredentialsTest, KnowsWhoseATokenIs) {
  const std::string anna = add("anna");
  const std::string ben = add("ben", Role::operator_);
  const auto credentials = open();
  EXPECT_EQ(name(*credentials, anna), "anna");
  const auto checked = credentials->check(ben, "c", kNow);
  EXPECT_EQ(std::get<Identity>(checked).role, Role::operator_);
  for (const std::string& wrong :
       {std::string(), anna + "x", anna.substr(1), ben + ben})
    EXPECT_EQ(name(*credentials, wrong), "wrong");
}

TEST_F(CredentialsTest, FollowsTheFile) {
  const std::string anna = add("anna");
  const auto credentials = open();
  const std::string ben = add("ben");
  EXPECT_EQ(name(*credentials, ben), "ben");
  ASSERT_TRUE(remove_token(file_, "anna").ok());
  EXPECT_EQ(name(*credentials, anna), "wrong");
}

TEST_F(CredentialsTest, FollowsWhatATokenIsGoodFor) {
  const std::string anna = add("anna", Role::operator_);
  const auto credentials = open();
  const auto shown = std::get<Identity>(credentials->check(anna, "c", kNow));
  EXPECT_EQ(credentials->role_now(shown), Role::operator_);
  std::string text = slurp(file_);
  write(file_, text.replace(text.find("operator"), 8, "viewer"));
  EXPECT_EQ(credentials->role_now(shown), Role::viewer);
  write(file_, "{");
  EXPECT_EQ(credentials->role_now(shown), Role::viewer);
  write(file_, text);
  ASSERT_TRUE(remove_token(file_, "anna").ok());
  EXPECT_EQ(credentials->role_now(shown), Role::nobody);
  add("anna", Role::operator_);
  EXPECT_EQ(credentials->role_now(shown), Role::nobody) << "it is another token";
}

TEST_F(CredentialsTest, AFileThatWentBadIsToldOnceAndChangesNothing) {
  const std::string anna = add("anna");
  const auto credentials = open();
  write(file_, "{");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(name(*credentials, anna), "anna");
  EXPECT_EQ(problems_.size(), 1U);
  ASSERT_TRUE(std::filesystem::remove(file_));
  EXPECT_EQ(name(*credentials, anna), "anna");
  EXPECT_EQ(problems_.size(), 2U);
  const std::string ben = add("ben");
  EXPECT_EQ(name(*credentials, ben), "ben");
  EXPECT_EQ(name(*credentials, anna), "wrong");
}

TEST_F(CredentialsTest, WhoGuessesIsBlockedAndLearnsNothing) {
  const std::string anna = add("anna");
  const auto credentials = open();
  EXPECT_EQ(name(*credentials, anna, "page"), "anna");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(name(*credentials, "a" + std::to_string(i), "guesser"), "wrong");
    EXPECT_EQ(name(*credentials, "a" + std::to_string(i), "page"), "wrong");
  }
  EXPECT_EQ(name(*credentials, "b", "guesser"), "blocked");
  EXPECT_EQ(name(*credentials, anna, "guesser"), "blocked");
  EXPECT_EQ(name(*credentials, anna, "page"), "anna") << "was shown there before";
  EXPECT_EQ(name(*credentials, anna, "guesser", kNow + std::chrono::seconds(60)),
            "anna");
}

TEST_F(CredentialsTest, NoFileIsNoStart) {
  const auto opened = Credentials::open(file_, {});
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().remedy.find("dyad token add"), std::string::npos);
}

}  // namespace
}  // namespace dyad::server
