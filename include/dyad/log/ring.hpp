#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::log {

// Finished lines on their way to the file, in shared memory, so that they outlive
// the process that wrote them. One producer and one consumer, which share no lock.
//
// Positions are offsets in the log file. Bytes below drained() are in the file;
// those from there to head() are here. Whoever drains writes the bytes at their own
// offset and then moves drained(): killed between the two, the next one writes the
// same bytes at the same place.
class Ring {
 public:
  // Of the ring, kept back for the last records after a failure.
  static constexpr std::size_t kReserveBytes = std::size_t{64} << 10U;
  static constexpr std::size_t kMinBytes = 4 * kReserveBytes;

  // A new ring under a name of its own, held (see held_by) until the last process
  // that has it ends. At least the given size.
  static Result<std::unique_ptr<Ring>> create(std::size_t bytes);

  // An existing ring, to drain it. Fails where there is none, it is of another
  // program version, or a living process still holds it.
  static Result<std::unique_ptr<Ring>> take_over(const std::string& name);

  // A look at a ring from outside; none where it does not exist.
  struct Glance {
    std::uint64_t undrained_bytes = 0;
    bool held = false;  // by a session or a guard that is alive
  };
  static std::optional<Glance> glance(const std::string& name);

  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  const std::string& name() const { return name_; }
  // Takes the name away; the memory goes with its last user.
  void unlink();

  // Where the first line will stand in the file. Before the first push.
  void begin_at(std::uint64_t position);

  // The process that appends. Set by create to the calling one.
  void set_owner(int pid);
  int owner() const;

  // Producer: all of the line or nothing. Never blocks. After a failure it may use
  // the reserve.
  bool push(std::string_view line);
  bool more_than_half_full() const;

  std::uint64_t head() const;
  std::uint64_t drained() const;
  // Consumer: the next bytes for the file, as far as they lie in one piece.
  std::string_view front() const;
  void set_drained(std::uint64_t position);

  // The last line pushed, without its newline; empty where there was none. Of the
  // producer, or of who took over from it.
  std::string last_line() const;

  // Sticky: the first failure stays. Any thread of any process.
  void fail(const Error& error);
  bool failed() const;
  std::optional<Error> failure() const;

 private:
  struct Control;
  Ring(std::string name, int fd, void* memory, std::size_t bytes);
  char* at(std::uint64_t position) const;

  std::string name_;
  int fd_;
  Control* control_;
  std::size_t mapped_;
  char* lines_;
  std::uint64_t mask_;
};

}  // namespace dyad::log
