#include "dyad/log/writer.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <mutex>
#include <thread>

#include "dyad/log/recover.hpp"
#include "dyad/log/ring.hpp"
#include "log/log_support.hpp"

namespace dyad::log {
namespace {

using namespace testing;

Record numbered(std::uint64_t i) {
  return RawEdge{Time::from_us(static_cast<std::int64_t>(i)), 1, true};
}

// A disk that obeys the test. Shared: the writer owns its end only.
struct Disk {
  std::mutex mutex;
  std::string bytes;
  std::uint64_t capacity = ~std::uint64_t{0};  // write_at fails beyond
  std::uint64_t reservable = ~std::uint64_t{0};
  std::optional<Error> sync_error;
  std::optional<Error> write_error;
  int syncs = 0;
  bool closed = false;
};

class FakeFile final : public File {
 public:
  explicit FakeFile(Disk& disk) : disk_(&disk) {}

  Status write_at(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(disk_->mutex);
    if (disk_->write_error) return *disk_->write_error;
    const std::uint64_t end = offset + bytes.size();
    const std::uint64_t most = std::min(end, disk_->capacity);
    if (disk_->bytes.size() < most) disk_->bytes.resize(most);
    if (most > offset)
      disk_->bytes.replace(offset, most - offset, bytes, 0, most - offset);
    if (end > most) return Error{"the disk is full", "Free space."};
    return Ok();
  }
  Status reserve(std::uint64_t size) override {
    const std::lock_guard lock(disk_->mutex);
    if (size > disk_->reservable) return Error{"no room to reserve", "Free space."};
    return Ok();
  }
  Status sync() override {
    const std::lock_guard lock(disk_->mutex);
    ++disk_->syncs;
    if (disk_->sync_error) return *disk_->sync_error;
    return Ok();
  }
  void close(std::uint64_t) override {
    const std::lock_guard lock(disk_->mutex);
    disk_->closed = true;
  }

 private:
  Disk* disk_;
};

class WriterOnDisk : public ::testing::Test {
 protected:
  void make(WriterOptions options = {}) {
    auto made = Writer::create_on(std::make_unique<FakeFile>(disk), "a.jsonl",
                                  sample_header(), options);
    ASSERT_TRUE(made.ok()) << made.error().text();
    writer = std::move(*made);
  }
  void append(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i <= to; ++i) writer->append(numbered(i));
  }
  // What a reader makes of what is on the disk.
  ReadBack on_disk() {
    spill(dir.file("a.jsonl"), disk.bytes);
    return read_back(dir.file("a.jsonl"));
  }
  // The ring's name, to take it away after a test that leaves it.
  void remove_ring() {
    auto reader = Reader::open(dir.file("a.jsonl"));
    ASSERT_TRUE(reader.ok());
    writer.reset();
    auto ring = Ring::take_over(reader->header().ring);
    ASSERT_TRUE(ring.ok());
    (*ring)->unlink();
  }
  static bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 10000; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  TempDir dir;
  Disk disk;
  std::unique_ptr<Writer> writer;
};

TEST_F(WriterOnDisk, RaisesItsFailureWhileTheLastRecordsStillFit) {
  make();
  disk.reservable = disk.bytes.size() + 1;  // full, but what was reserved is there
  append(1, 10);
  writer->start();
  ASSERT_TRUE(eventually([&] { return writer->failure().has_value(); }));
  EXPECT_EQ(writer->failure()->what, "no room to reserve");
  writer->append(Fault{Time::from_us(11), FaultKind::log_full, kNoSource, kNoChannel, 0,
                       "the log can take no more"});
  writer->append(End{Time::from_us(12), "the log can take no more", {}});
  EXPECT_TRUE(writer->close().ok());
  const ReadBack back = on_disk();
  EXPECT_EQ(back.records.size(), 12U);
  EXPECT_TRUE(back.warnings.empty());
}

TEST_F(WriterOnDisk, KeepsEverythingBeforeAShortWriteReadableAndTheRestInItsRing) {
  make();
  disk.capacity = disk.bytes.size() + 1000;
  append(1, 100);
  const Status closed = writer->close();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().what, "the disk is full");
  EXPECT_NE(closed.error().remedy.find("dyad recover a.jsonl"), std::string::npos);
  const ReadBack back = on_disk();
  EXPECT_FALSE(back.error);
  EXPECT_GE(back.records.size(), 5U);
  EXPECT_LT(back.records.size(), 100U);
  // Space was made; the ring gives the rest.
  writer.reset();
  const auto recovery = recover_ring(dir.file("a.jsonl"));
  ASSERT_TRUE(recovery.ok()) << recovery.error().text();
  EXPECT_EQ(read_back(dir.file("a.jsonl")).records.size(), 100U);
}

TEST_F(WriterOnDisk, GoesOnWhereTheDiskTakesBytesAgain) {
  make();
  disk.write_error = Error{"the disk does not answer", "Plug it in."};
  append(1, 5);
  writer->start();
  ASSERT_TRUE(eventually([&] { return writer->failure().has_value(); }));
  {
    const std::lock_guard lock(disk.mutex);
    disk.write_error.reset();
  }
  append(6, 10);
  EXPECT_TRUE(writer->close().ok());
  EXPECT_TRUE(writer->failure().has_value()) << "the failure stays known";
  EXPECT_EQ(on_disk().records.size(), 10U);
}

TEST_F(WriterOnDisk, ReportsASyncThatFailed) {
  make();
  disk.sync_error = Error{"the disk is failing", "Replace it."};
  append(1, 3);
  const Status closed = writer->close();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().what, "the disk is failing");
  EXPECT_EQ(on_disk().records.size(), 3U);
}

TEST_F(WriterOnDisk, FailsWhenTheRingOverrunsAndStillTakesTheLastRecords) {
  make({Duration::from_ms(200), Ring::kMinBytes, false});
  disk.write_error = Error{"the disk does not answer", "Plug it in."};
  std::uint64_t n = 0;
  while (!writer->failure())
    writer->append(numbered(++n));  // no thread: nothing drains
  EXPECT_NE(writer->failure()->what.find("ring is full"), std::string::npos);
  writer->append(End{Time::from_us(1), "the log can take no more", {}});
  disk.write_error.reset();
  EXPECT_TRUE(writer->close().ok());
  const ReadBack back = on_disk();
  ASSERT_EQ(back.records.size(), n + 1);
  EXPECT_TRUE(std::holds_alternative<End>(back.records.back()));
}

TEST_F(WriterOnDisk, CountsWhatItLostAndLeavesTheGapVisible) {
  make({Duration::from_ms(200), Ring::kMinBytes, false});
  for (std::uint64_t i = 1; i <= 10000; ++i) writer->append(numbered(i));
  const Status closed = writer->close();
  ASSERT_FALSE(closed.ok());
  EXPECT_NE(closed.error().what.find("records were lost"), std::string::npos);
  const ReadBack back = on_disk();
  EXPECT_LT(back.records.size(), 10000U);
  for (std::size_t i = 0; i < back.records.size(); ++i) {
    ASSERT_EQ(back.records[i], numbered(i + 1));
  }
}

TEST_F(WriterOnDisk, WaitsForRoomInVirtualTime) {
  make({Duration::from_ms(200), Ring::kMinBytes, true});
  writer->start();
  append(1, 20000);  // several times what the ring holds
  EXPECT_TRUE(writer->close().ok());
  const ReadBack back = on_disk();
  ASSERT_EQ(back.records.size(), 20000U);
  EXPECT_EQ(back.records.back(), numbered(20000));
}

TEST_F(WriterOnDisk, FailsInsteadOfWaitingForeverInVirtualTime) {
  make({Duration::from_ms(200), Ring::kMinBytes, true});
  disk.write_error = Error{"the disk does not answer", "Plug it in."};
  append(1, 20000);
  ASSERT_TRUE(writer->failure().has_value());
  EXPECT_EQ(writer->failure()->what, "the disk does not answer");
  EXPECT_FALSE(writer->close().ok());
  disk.write_error.reset();
  ASSERT_NO_FATAL_FAILURE(on_disk());
  remove_ring();
}

TEST_F(WriterOnDisk, SyncsWhileTheSessionRuns) {
  make({Duration::from_ms(20), std::size_t{1} << 20U, false});
  const int before = disk.syncs;
  writer->start();
  append(1, 1);
  EXPECT_TRUE(eventually([&] {
    const std::lock_guard lock(disk.mutex);
    return disk.syncs > before;
  }));
  EXPECT_TRUE(writer->close().ok());
}

TEST_F(WriterOnDisk, ClosesByItselfWhenItGoes) {
  make();
  writer->start();
  append(1, 3);
  writer.reset();
  EXPECT_TRUE(disk.closed);
  EXPECT_EQ(on_disk().records.size(), 3U);
}

// A real limit of a real file system, which needs no root: RLIMIT_FSIZE. In a child,
// since it cannot be lifted again.
TEST(WriterOnALimitedFile, SurvivesTheLimitAndIsCompletedWhenThereIsRoom) {
  const TempDir dir;
  const std::string path = dir.file("a.jsonl");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto writer = Writer::create(path, sample_header(), {});
    const rlimit limit{4096, 4096};
    if (!writer.ok() || ::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    for (std::uint64_t i = 1; i <= 100; ++i) (*writer)->append(numbered(i));
    const bool told = !(*writer)->close().ok() && (*writer)->failure().has_value();
    ::_exit(told ? 0 : 2);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "ended by a signal";
  ASSERT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(std::filesystem::file_size(path), 4096U);
  const ReadBack before = read_back(path);
  EXPECT_FALSE(before.error);
  EXPECT_GT(before.records.size(), 10U);
  ASSERT_TRUE(recover_ring(path).ok());
  EXPECT_EQ(read_back(path).records.size(), 100U);
}

}  // namespace
}  // namespace dyad::log
