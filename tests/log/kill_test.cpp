#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>

#include "dyad/core/random.hpp"
#include "dyad/log/recover.hpp"
#include "dyad/log/ring.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

constexpr std::uint64_t kSeed = 20260101;

// What a killed session had acted on: set after append() returned, in memory that
// outlives it.
class ActedOn {
 public:
  ActedOn()
      : count_(new (::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0))
                   std::atomic<std::uint64_t>(0)) {}
  ActedOn(const ActedOn&) = delete;
  ActedOn& operator=(const ActedOn&) = delete;
  ~ActedOn() { ::munmap(static_cast<void*>(count_), 4096); }
  std::atomic<std::uint64_t>& count() { return *count_; }

 private:
  std::atomic<std::uint64_t>* count_;
};

Record numbered(std::uint64_t i) {
  return Actuation{Time::from_us(static_cast<std::int64_t>(i)), static_cast<Token>(i),
                   2, Duration::from_us(5), ActuationStatus::done};
}

// Appends until it is killed, now fast, now slowly.
[[noreturn]] void be_the_session(Writer& writer, std::atomic<std::uint64_t>& acted_on) {
  writer.start();
  for (std::uint64_t i = 1;; ++i) {
    writer.append(numbered(i));
    acted_on.store(i);
    if (i % 500 == 0) ::usleep(200);
  }
}

// Forks a session and kills it after a pseudo-random while.
void kill_a_session(Writer& writer, ActedOn& acted_on, Random& random) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) be_the_session(writer, acted_on.count());
  while (acted_on.count() == 0) ::usleep(50);
  ::usleep(static_cast<useconds_t>(random.below(6000)));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
}

// In order, none missing, none twice; at most the one appended last was not yet
// acted on.
void expect_whole(const ReadBack& back, std::uint64_t acted_on, std::size_t extra) {
  ASSERT_FALSE(back.error) << back.error->text();
  ASSERT_GE(back.records.size(), acted_on + extra);
  ASSERT_LE(back.records.size(), acted_on + 1 + extra);
  for (std::size_t i = 0; i < back.records.size(); ++i) ASSERT_EQ(back.seqs[i], i + 1);
  for (std::size_t i = 0; i + extra < back.records.size(); ++i) {
    ASSERT_EQ(back.records[i], numbered(i + 1));
  }
}

TEST(KilledSession, LosesNothingThatWasActedOnWhenTheGuardFinishesItsLog) {
  Random random(kSeed);
  const Fault died{
      Time::from_us(9),       FaultKind::daemon_died, kNoSource, kNoChannel, 0,
      "the daemon was killed"};
  const End end{Time::from_us(9), "daemon died", {}};
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", kill " + std::to_string(i));
    const TempDir dir;
    ActedOn acted_on;
    auto writer = Writer::create(dir.file("a.jsonl"), sample_header(), {});
    ASSERT_TRUE(writer.ok()) << writer.error().text();
    ASSERT_NO_FATAL_FAILURE(kill_a_session(**writer, acted_on, random));
    (*writer)->finish_for_dead_owner({died, end});
    const ReadBack back = read_back(dir.file("a.jsonl"));
    ASSERT_NO_FATAL_FAILURE(expect_whole(back, acted_on.count(), 2));
    EXPECT_EQ(back.records[back.records.size() - 2], Record(died));
    EXPECT_EQ(back.records.back(), Record(end));
    EXPECT_TRUE(back.warnings.empty()) << back.warnings.front();
  }
}

TEST(KilledSession, LosesNothingThatWasActedOnWhenItsLogIsRecovered) {
  Random random(kSeed, 1);
  for (int i = 0; i < 20; ++i) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", kill " + std::to_string(i));
    const TempDir dir;
    const std::string path = dir.file("a.jsonl");
    ActedOn acted_on;
    auto writer = Writer::create(path, sample_header(), {});
    ASSERT_TRUE(writer.ok()) << writer.error().text();
    ASSERT_NO_FATAL_FAILURE(kill_a_session(**writer, acted_on, random));
    writer->reset();  // nobody holds the ring any more
    const auto recovery = recover_ring(path);
    ASSERT_TRUE(recovery.ok()) << recovery.error().text();
    EXPECT_TRUE(recovery->ring_found);
    ASSERT_NO_FATAL_FAILURE(expect_whole(read_back(path), acted_on.count(), 0));
    const std::string once = slurp(path);
    const auto again = recover_ring(path);
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again->ring_found);
    EXPECT_EQ(slurp(path), once);
  }
}

// Kills its process in the middle of a write, after so many of the bytes.
class KillingFile final : public File {
 public:
  KillingFile(std::unique_ptr<File> file, std::size_t bytes_written)
      : file_(std::move(file)), bytes_written_(bytes_written) {}

  void arm() { deadly_in_ = ::getpid(); }
  Status write_at(std::uint64_t offset, std::string_view bytes) override {
    if (deadly_in_ != ::getpid()) return file_->write_at(offset, bytes);
    static_cast<void>(file_->write_at(offset, bytes.substr(0, bytes_written_)).ok());
    ::kill(::getpid(), SIGKILL);
    return Ok();
  }
  Status reserve(std::uint64_t size) override { return file_->reserve(size); }
  Status sync() override { return file_->sync(); }
  void close(std::uint64_t size) override { file_->close(size); }

 private:
  std::unique_ptr<File> file_;
  std::size_t bytes_written_;
  pid_t deadly_in_ = 0;
};

TEST(KilledSession, LosesNothingWhereverInAWriteItIsKilled) {
  constexpr std::uint64_t kRecords = 20;
  for (std::size_t bytes_written = 0; bytes_written < 2400; bytes_written += 151) {
    SCOPED_TRACE(bytes_written);
    const TempDir dir;
    auto real = create_file(dir.file("a.jsonl"));
    ASSERT_TRUE(real.ok());
    auto file = std::make_unique<KillingFile>(std::move(*real), bytes_written);
    KillingFile& killing = *file;
    auto writer =
        Writer::create_on(std::move(file), dir.file("a.jsonl"), sample_header(), {});
    ASSERT_TRUE(writer.ok()) << writer.error().text();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      killing.arm();
      for (std::uint64_t i = 1; i <= kRecords; ++i) (*writer)->append(numbered(i));
      (*writer)->start();
      for (;;) ::pause();
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    (*writer)->finish_for_dead_owner({});
    ASSERT_NO_FATAL_FAILURE(expect_whole(read_back(dir.file("a.jsonl")), kRecords, 0));
  }
}

// As a session that is killed before its writer thread came to anything.
class UndrainedLog : public ::testing::Test {
 protected:
  // The writer goes, the ring stays.
  void leave_records(int count) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto writer = Writer::create(path, sample_header(), {});
      for (int i = 1; writer.ok() && i <= count; ++i) {
        (*writer)->append(numbered(static_cast<std::uint64_t>(i)));
      }
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
  }
  TempDir dir;
  std::string path = dir.file("a.jsonl");
};

TEST_F(UndrainedLog, ReaderNamesTheWayToRecoverIt) {
  leave_records(3);
  const ReadBack before = read_back(path);
  EXPECT_TRUE(before.records.empty());
  ASSERT_FALSE(before.warnings.empty());
  EXPECT_NE(before.warnings.back().find("dyad recover " + path), std::string::npos);
  const auto recovery = recover_ring(path);
  ASSERT_TRUE(recovery.ok()) << recovery.error().text();
  EXPECT_EQ(recovery->records, 3U);
  EXPECT_EQ(read_back(path).records.size(), 3U);
}

TEST_F(UndrainedLog, IsNotRecoveredIntoACopyThatIsTooShort) {
  leave_records(3);
  std::filesystem::copy_file(path, dir.file("copy.jsonl"));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  // Now even the header is torn: nothing can be known of its ring.
  EXPECT_FALSE(recover_ring(path).ok());
  ASSERT_TRUE(recover_ring(dir.file("copy.jsonl")).ok());
  EXPECT_EQ(read_back(dir.file("copy.jsonl")).records.size(), 3U);
}

TEST_F(UndrainedLog, RecoversTheSameWhereAKillCameBetweenWriteAndMark) {
  leave_records(3);
  // Bytes that were written and not yet marked as drained are written again.
  spill(path, slurp(path) + "{\"seq\":1,\"t\":1,\"type\":\"actu");
  ASSERT_TRUE(recover_ring(path).ok());
  const ReadBack back = read_back(path);
  ASSERT_FALSE(back.error) << back.error->text();
  ASSERT_EQ(back.records.size(), 3U);
  EXPECT_EQ(back.records[0], numbered(1));
}

TEST(RunningSession, IsNotRecoveredAndTheReaderSaysThatItRuns) {
  const TempDir dir;
  auto writer = Writer::create(dir.file("a.jsonl"), sample_header(), {});
  ASSERT_TRUE(writer.ok());
  (*writer)->append(numbered(1));
  const auto recovery = recover_ring(dir.file("a.jsonl"));
  ASSERT_FALSE(recovery.ok());
  EXPECT_NE(recovery.error().what.find("still running"), std::string::npos);
  EXPECT_NE(read_back(dir.file("a.jsonl")).warnings.back().find("still running"),
            std::string::npos);
  ASSERT_TRUE((*writer)->close().ok());
  EXPECT_EQ(read_back(dir.file("a.jsonl")).records.size(), 1U);
}

TEST(KilledSession, IsNotGivenASecondEnd) {
  const TempDir dir;
  auto writer = Writer::create(dir.file("a.jsonl"), sample_header(), {});
  ASSERT_TRUE(writer.ok());
  const End end{Time::from_us(5), "duration", {}};
  (*writer)->append(end);  // and killed before it could close
  (*writer)->finish_for_dead_owner({Record(End{Time::from_us(6), "daemon died", {}})});
  const ReadBack back = read_back(dir.file("a.jsonl"));
  ASSERT_EQ(back.records.size(), 1U);
  EXPECT_EQ(back.records[0], Record(end));
}

}  // namespace
}  // namespace dyad::log
