#include "dyad/server/event_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dyad/server/log_index.hpp"
#include "server/support.hpp"

namespace dyad::server {
namespace {

using testing::FakeSocket;
using ::testing::HasSubstr;
using testing::run_until;

std::string line(int seq) {
  return "{\"seq\":" + std::to_string(seq) +
         ",\"type\":\"note\",\"crc\":\"00000000\"}\n";
}
std::string lines(int from, int to) {
  std::string text;
  for (int seq = from; seq < to; ++seq) text += line(seq);
  return text;
}
const std::string kEnd =
    "{\"seq\":9,\"t\":5,\"type\":\"end\",\"reason\":\"duration\"}\n";
const std::string kStreamEnd = "{\"stream\":\"end\"}\n";

class LogFile {
 public:
  explicit LogFile(const testing::Scratch& scratch) : path_(scratch.path("x.jsonl")) {
    write("");
  }
  void write(const std::string& text) const {
    std::ofstream(path_, std::ios::binary | std::ios::app) << text;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(LogIndexTest, ReadsWholeLinesFromAnyNumberAndKnowsTheNext) {
  const testing::Scratch scratch;
  const LogFile file(scratch);
  file.write(lines(0, 5));
  const auto index = LogIndex::open(file.path());
  ASSERT_TRUE(index);
  EXPECT_TRUE((*index)->grow());
  EXPECT_FALSE((*index)->grow());
  EXPECT_EQ((*index)->lines(), 5U);
  std::uint64_t next = 0;
  EXPECT_EQ((*index)->read(2, 2 * line(2).size(), next) + '\n', lines(2, 4));
  EXPECT_EQ(next, 4U);
  EXPECT_EQ((*index)->read(0, 1, next) + '\n', line(0)) << "one line at least";
  EXPECT_EQ((*index)->read(5, 1000, next), "");
  EXPECT_EQ(next, 5U);
}

TEST(LogIndexTest, ALineIsThereWhenItsNewlineIs) {
  const testing::Scratch scratch;
  const LogFile file(scratch);
  file.write(line(0) + "{\"seq\":1,");
  const auto index = LogIndex::open(file.path());
  ASSERT_TRUE(index);
  (*index)->grow();
  EXPECT_EQ((*index)->lines(), 1U);
  file.write("\"type\":\"note\"}\n");
  (*index)->grow();
  EXPECT_EQ((*index)->lines(), 2U);
  std::uint64_t next = 0;
  EXPECT_EQ((*index)->read(1, 1000, next), "{\"seq\":1,\"type\":\"note\"}");
}

TEST(LogIndexTest, KnowsARecordThatEndsFromATextThatSaysSo) {
  const testing::Scratch scratch;
  const LogFile file(scratch);
  file.write("{\"seq\":0,\"message\":\"\\\"type\\\":\\\"end\\\"\"}\n");
  const auto index = LogIndex::open(file.path());
  ASSERT_TRUE(index);
  (*index)->grow();
  EXPECT_FALSE((*index)->ended());
  file.write(kEnd);
  (*index)->grow();
  EXPECT_TRUE((*index)->ended());
}

TEST(LogIndexTest, IndexesALongLogAStretchAtATime) {
  const testing::Scratch scratch;
  const LogFile file(scratch);
  const std::string text = lines(0, 20'000);
  file.write(text);
  const auto index = LogIndex::open(file.path());
  ASSERT_TRUE(index);
  std::size_t stretches = 0;
  while ((*index)->grow()) ++stretches;
  EXPECT_EQ(stretches, text.size() / LogIndex::kStretchBytes + 1);
  std::string all;
  for (std::uint64_t next = 0; next < (*index)->lines();) {
    all += (*index)->read(next, 5000, next) + '\n';
  }
  EXPECT_EQ(all, text);
}

class EventFeedTest : public ::testing::Test {
 protected:
  std::shared_ptr<FakeSocket> follow(std::uint64_t from, bool reads = true) {
    auto socket = std::make_shared<FakeSocket>();
    socket->reads = reads;
    feed_.follow(file_.path(), from, socket);
    return socket;
  }
  bool until_closed(const FakeSocket& socket) {
    return run_until(loop_, [&] { return !socket.is_open(); });
  }

  testing::Scratch scratch_;
  LogFile file_{scratch_};
  boost::asio::io_context loop_;
  bool live_ = true;
  EventFeed feed_{loop_, [this](const std::string&) { return live_; }};
};

TEST_F(EventFeedTest, SendsWhatStandsThereAndThenEachNewLine) {
  file_.write(lines(0, 3));
  const auto socket = follow(1);
  ASSERT_TRUE(run_until(loop_, [&] { return socket->text() == lines(1, 3); }));
  file_.write(lines(3, 4));
  ASSERT_TRUE(run_until(loop_, [&] { return socket->text() == lines(1, 4); }));
  EXPECT_TRUE(socket->is_open());
}

TEST_F(EventFeedTest, SaysThatTheStreamEndsAfterTheEndRecord) {
  file_.write(lines(0, 2) + kEnd);
  const auto socket = follow(0);
  ASSERT_TRUE(until_closed(*socket));
  EXPECT_EQ(socket->text(), lines(0, 2) + kEnd + kStreamEnd);
}

TEST_F(EventFeedTest, IsNotClosedBeforeTheClientHasTakenTheEnd) {
  file_.write(line(0) + kEnd);
  const auto socket = follow(0, false);
  ASSERT_TRUE(run_until(loop_, [&] { return socket->text() == line(0) + kEnd; }));
  socket->take();
  ASSERT_TRUE(
      run_until(loop_, [&] { return socket->text() == line(0) + kEnd + kStreamEnd; }));
  EXPECT_TRUE(socket->is_open());
  socket->take();
  EXPECT_FALSE(socket->is_open());
}

TEST_F(EventFeedTest, ASessionThatDiedEndsItsStreamWithoutAnEndRecord) {
  file_.write(lines(0, 2) + "{\"torn");
  const auto socket = follow(0);
  ASSERT_TRUE(run_until(loop_, [&] { return socket->text() == lines(0, 2); }));
  live_ = false;
  ASSERT_TRUE(until_closed(*socket));
  EXPECT_EQ(socket->text(), lines(0, 2) + kStreamEnd);
}

TEST_F(EventFeedTest, WhoComesBackWithTheNextNumberHasMissedNothing) {
  file_.write(lines(0, 3));
  const auto first = follow(0);
  ASSERT_TRUE(run_until(loop_, [&] { return first->text() == lines(0, 3); }));
  first->close("the network");
  EXPECT_EQ(feed_.clients(), 0U);
  file_.write(lines(3, 6) + kEnd);
  const auto again = follow(3);
  ASSERT_TRUE(until_closed(*again));
  EXPECT_EQ(first->text() + again->text(), lines(0, 6) + kEnd + kStreamEnd);
}

TEST_F(EventFeedTest, TwoClientsGetTheSameEachFromWhereItAsked) {
  file_.write(lines(0, 3));
  const auto one = follow(0);
  const auto other = follow(2);
  EXPECT_EQ(feed_.clients(), 2U);
  file_.write(kEnd);
  ASSERT_TRUE(until_closed(*one));
  ASSERT_TRUE(until_closed(*other));
  EXPECT_EQ(one->text(), lines(0, 3) + kEnd + kStreamEnd);
  EXPECT_EQ(other->text(), lines(2, 3) + kEnd + kStreamEnd);
}

TEST_F(EventFeedTest, ALongLogComesInPartsEachWhenTheLastWasTaken) {
  const std::string text = lines(0, 20'000) + kEnd;
  file_.write(text);
  const auto socket = follow(0, false);
  std::size_t most = 0;
  ASSERT_TRUE(run_until(loop_, [&] {
    most = std::max(most, socket->queued_bytes());
    socket->take();
    return !socket->is_open();
  }));
  EXPECT_EQ(socket->text(), text + kStreamEnd);
  EXPECT_LE(most, 2 * EventFeed::kBatchBytes);
  EXPECT_GT(socket->sent.size(), 10U);
}

TEST_F(EventFeedTest, WhoHadCaughtUpAndFallsFarBehindIsDropped) {
  file_.write(lines(0, 3));
  const auto slow = follow(0, false);
  const auto other = follow(0);
  ASSERT_TRUE(run_until(loop_, [&] { return other->text() == lines(0, 3); }));
  const std::string much =
      lines(3, 3 + static_cast<int>(EventFeed::kMaxBehindBytes / line(99'999).size()) +
                   10'000);
  file_.write(much);
  ASSERT_TRUE(until_closed(*slow));
  EXPECT_THAT(slow->why_closed, HasSubstr("too slow"));
  ASSERT_TRUE(run_until(loop_, [&] { return other->text() == lines(0, 3) + much; }));
  EXPECT_TRUE(other->is_open());
}

TEST_F(EventFeedTest, ALogThatIsNotThereClosesTheSocket) {
  const auto socket = std::make_shared<FakeSocket>();
  feed_.follow(scratch_.path("none.jsonl"), 0, socket);
  EXPECT_FALSE(socket->is_open());
}

}  // namespace
}  // namespace dyad::server
