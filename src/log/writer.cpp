#include "dyad/log/writer.hpp"

#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <mutex>
#include <thread>

#include "dyad/core/assert.hpp"
#include "dyad/log/drain.hpp"
#include "dyad/log/format.hpp"
#include "dyad/log/header_line.hpp"
#include "dyad/log/line_encoder.hpp"
#include "dyad/log/ring.hpp"

namespace dyad::log {
namespace {

using SteadyClock = std::chrono::steady_clock;

// How long a line waits in the ring at most, the disk permitting.
constexpr std::chrono::milliseconds kTick{5};

// Wakes the writer thread. ring() takes no lock and makes at most one system call
// for each time the thread slept: the real-time thread may use it.
class Bell {
 public:
  void ring() {
    if (rung_.exchange(1) == 0) {
      ::syscall(SYS_futex, &rung_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
  }
  void wait(std::chrono::nanoseconds most) {
    const timespec timeout{static_cast<time_t>(most.count() / 1'000'000'000),
                           static_cast<long>(most.count() % 1'000'000'000)};
    ::syscall(SYS_futex, &rung_, FUTEX_WAIT_PRIVATE, 0, &timeout, nullptr, 0);
    rung_.store(0);
  }

 private:
  std::atomic<std::uint32_t> rung_{0};
};

// New threads inherit the mask: signals are for the session's thread.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::uint64_t seq_of(std::string_view line) {
  constexpr std::string_view kStart = "{\"seq\":";
  std::uint64_t seq = 0;
  if (line.starts_with(kStart)) {
    std::from_chars(line.data() + kStart.size(), line.data() + line.size(), seq);
  }
  return seq;
}

bool is_end(std::string_view line) {
  // Quotes inside texts are escaped, so this can only be the member.
  return line.find(",\"type\":\"end\",") != std::string_view::npos;
}

Error overrun() {
  return Error{"the log's ring is full: the disk does not keep up, or does not answer",
               "Use a faster disk or card, or log fewer raw edges."};
}

}  // namespace

class Writer::Impl {
 public:
  Impl(std::string path, std::unique_ptr<File> file, std::unique_ptr<Ring> ring,
       Names names, WriterOptions options)
      : path_(std::move(path)),
        file_(std::move(file)),
        ring_(std::move(ring)),
        names_(std::move(names)),
        encoder_(names_),
        drain_(*ring_, *file_),
        options_(options) {}

  void start();
  void append(const Record& record);
  Status close();
  void finish_for_dead_owner(const std::vector<Record>& last_records);

  bool ours_to_close() const { return !closed_ && ring_->owner() == ::getpid(); }
  std::optional<Error> failure() const { return ring_->failure(); }
  const std::string& path() const { return path_; }
  int descriptor() const { return file_->descriptor(); }

 private:
  void run_thread();
  bool drain_now();
  bool make_room_and_push(std::string_view line);
  Status outcome(bool synced) const;

  std::string path_;
  std::unique_ptr<File> file_;
  std::unique_ptr<Ring> ring_;
  Names names_;
  LineEncoder encoder_;
  std::mutex drain_mutex_;  // the thread's, but for append() in virtual time
  Drain drain_;
  WriterOptions options_;
  std::uint64_t next_seq_ = 1;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
  std::thread thread_;
  std::atomic<bool> stop_{false};
  Bell bell_;
};

void Writer::Impl::start() {
  DYAD_ASSERT(!thread_.joinable() && !closed_, "start() once, before close()");
  ring_->set_owner(::getpid());
  const AllSignalsBlocked blocked;
  thread_ = std::thread([this] { run_thread(); });
}

void Writer::Impl::run_thread() {
  // Room for one tick in the ring and one of oversleeping, so that the interval holds
  // from append() to the beginning of the sync.
  const auto patience =
      std::max(std::chrono::microseconds(options_.sync_interval.us()) - 3 * kTick,
               std::chrono::microseconds(0));
  SteadyClock::time_point dirty_since{};
  bool was_dirty = false;
  while (!stop_.load(std::memory_order_acquire)) {
    bell_.wait(kTick);
    const std::lock_guard lock(drain_mutex_);
    drain_.run();
    if (drain_.dirty() && !was_dirty) dirty_since = SteadyClock::now();
    if (drain_.dirty() && SteadyClock::now() - dirty_since >= patience) drain_.sync();
    was_dirty = drain_.dirty();
  }
}

bool Writer::Impl::drain_now() {
  const std::lock_guard lock(drain_mutex_);
  return drain_.run();
}

void Writer::Impl::append(const Record& record) {
  const std::string_view line = encoder_.encode(next_seq_++, record);
  if (!ring_->push(line) && !make_room_and_push(line)) ++dropped_;
  if (ring_->more_than_half_full()) bell_.ring();
}

bool Writer::Impl::make_room_and_push(std::string_view line) {
  if (options_.wait_for_room && drain_now()) return ring_->push(line);
  ring_->fail(overrun());
  return ring_->push(line);  // a failed ring gives out its reserve
}

Status Writer::Impl::close() {
  if (closed_) return Ok();
  closed_ = true;
  if (thread_.joinable()) {
    stop_.store(true, std::memory_order_release);
    bell_.ring();
    thread_.join();
  }
  const bool drained = drain_now();
  const bool synced = drain_.sync();
  file_->close(ring_->drained());
  if (drained) ring_->unlink();
  return outcome(drained && synced);
}

Status Writer::Impl::outcome(bool synced) const {
  if (synced && dropped_ == 0) return Ok();
  Error error = ring_->failure().value_or(overrun());
  if (dropped_ > 0) {
    error.what += "; " + std::to_string(dropped_) + " records were lost";
  }
  if (ring_->drained() < ring_->head()) {
    error.remedy += " Then run `dyad recover " + path_ +
                    "` to write the last records, before the machine is switched off.";
  }
  return error;
}

void Writer::Impl::finish_for_dead_owner(const std::vector<Record>& last_records) {
  closed_ = true;
  const std::string last = ring_->last_line();
  next_seq_ = seq_of(last) + 1;
  bool drained = drain_.run();
  if (!is_end(last)) {
    for (const Record& record : last_records) {
      const std::string_view line = encoder_.encode(next_seq_++, record);
      if (!ring_->push(line) && !(drain_.run() && ring_->push(line))) break;
    }
    drained = drain_.run();
  }
  // Also what the dead process wrote and did not sync.
  const bool synced = file_->sync().ok();
  if (!drained || !synced) return;
  file_->close(ring_->drained());
  ring_->unlink();
}

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Writer::~Writer() {
  if (impl_->ours_to_close()) static_cast<void>(impl_->close().ok());
}

Result<std::unique_ptr<Writer>> Writer::create(const std::string& path, Header header,
                                               WriterOptions options) {
  auto names = Names::of(header);
  if (!names) return names.error();
  auto file = create_file(path);
  if (!file) return file.error();
  auto writer = create_on(std::move(*file), path, std::move(header), options);
  if (!writer) ::unlink(path.c_str());  // made above, and still without a header
  return writer;
}

Result<std::unique_ptr<Writer>> Writer::create_on(std::unique_ptr<File> file,
                                                  const std::string& path,
                                                  Header header,
                                                  WriterOptions options) {
  auto names = Names::of(header);
  if (!names) return names.error();
  auto ring = Ring::create(options.ring_bytes);
  if (!ring) return ring.error();
  header.ring = (*ring)->name();
  auto line = encode_header(header);
  Status written = line ? file->write_at(0, *line) : Status(line.error());
  if (written) written = file->sync();
  if (!written) {
    (*ring)->unlink();
    return written.error();
  }
  (*ring)->begin_at(line->size());
  return std::unique_ptr<Writer>(new Writer(std::make_unique<Impl>(
      path, std::move(file), std::move(*ring), std::move(*names), options)));
}

void Writer::start() { impl_->start(); }
void Writer::append(const Record& record) { impl_->append(record); }
std::optional<Error> Writer::failure() const { return impl_->failure(); }
Status Writer::close() { return impl_->close(); }
void Writer::finish_for_dead_owner(const std::vector<Record>& last_records) {
  impl_->finish_for_dead_owner(last_records);
}
const std::string& Writer::path() const { return impl_->path(); }
int Writer::descriptor() const { return impl_->descriptor(); }

}  // namespace dyad::log
