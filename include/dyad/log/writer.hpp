#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"
#include "dyad/log/file.hpp"
#include "dyad/log/header.hpp"
#include "dyad/log/sink.hpp"

namespace dyad::log {

struct WriterOptions {
  Duration sync_interval = Duration::from_ms(200);  // most that a power cut can take
  std::size_t ring_bytes = std::size_t{4} << 20U;
  // Virtual time only: wait for room in the ring instead of failing.
  bool wait_for_room = false;
};

// Writes one session's log: append() formats the line into a ring in shared
// memory, a thread takes it from there to the file. Create, append from one
// thread, close.
class Writer final : public Sink {
 public:
  // Fails where the path exists already: a log is never overwritten. Creates the
  // file and the ring, and writes the header; start() begins the thread, so that
  // the valve guard can be forked in between.
  static Result<std::unique_ptr<Writer>> create(const std::string& path, Header header,
                                                WriterOptions options);
  // The same, to a file that the caller made: for tests of failing disks.
  static Result<std::unique_ptr<Writer>> create_on(std::unique_ptr<File> file,
                                                   const std::string& path,
                                                   Header header,
                                                   WriterOptions options);
  // Closes, where close() was not called, in the process that appended.
  ~Writer() override;

  void start();
  void append(const Record& record) override;
  std::optional<Error> failure() const override;

  // Everything appended is in the file and synced when this returns good. Else what
  // could not be written stays in the ring, for `dyad recover`.
  Status close();

  // For the process that outlives this one (the valve guard, forked between
  // create and start): writes what the dead owner left in the ring, then the
  // given last records, unless the log has its end record already. Does what the
  // writer thread would have done, at the same place of the file.
  void finish_for_dead_owner(const std::vector<Record>& last_records);

  const std::string& path() const;
  int descriptor() const;  // of the file: what finish_for_dead_owner needs

 private:
  class Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dyad::log
