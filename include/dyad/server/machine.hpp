#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"

namespace dyad::server {

// What the doctor asks of the machine. Asks only, but for measure_writes().
class Machine {
 public:
  struct File {
    std::string name;
    std::uint64_t bytes = 0;      // 0 of what is no regular file
    std::int64_t modified_s = 0;  // UTC
  };
  struct Space {
    std::uint64_t free_bytes = 0;  // for this user
    std::uint64_t total_bytes = 0;
  };
  struct WriteLatency {
    Duration median;
    Duration worst;
  };
  struct User {
    std::string name;
    std::vector<std::string> groups;
  };

  virtual ~Machine() = default;

  // Where a path lies: under another root in tests.
  virtual std::filesystem::path place(const std::string& path) const = 0;
  // Its text without white space at the ends; none where it cannot be read.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  // By name; empty where it cannot be read.
  virtual std::vector<File> list(const std::string& folder) const = 0;
  virtual bool exists(const std::string& path) const = 0;
  virtual bool may_read_and_write(const std::string& path) const = 0;
  virtual std::optional<Space> space(const std::string& folder) const = 0;
  // Writes 4 KiB and syncs, kWrites times, to a file of its own that it removes again.
  virtual Result<WriteLatency> measure_writes(const std::string& folder) const = 0;
  static constexpr int kWrites = 50;

  virtual std::optional<bool> clock_is_synchronized() const = 0;  // none: unknown
  virtual std::int64_t utc_s() const = 0;
  virtual unsigned processors() const = 0;
  virtual User user() const = 0;
  virtual int highest_priority() const = 0;  // SCHED_FIFO; 0: none
  virtual std::optional<std::uint64_t> lockable_bytes() const = 0;  // none: no limit
  // Who has the file open, as far as this user may see: "dyad (process 123)".
  virtual std::optional<std::string> holder_of(const std::string& path) const = 0;
};

// This machine. Its files are looked for under `root`: "" is the real one.
class SystemMachine : public Machine {
 public:
  explicit SystemMachine(std::filesystem::path root = {}) : root_(std::move(root)) {}

  std::filesystem::path place(const std::string& path) const override;
  std::optional<std::string> read(const std::string& path) const override;
  std::vector<File> list(const std::string& folder) const override;
  bool exists(const std::string& path) const override;
  bool may_read_and_write(const std::string& path) const override;
  std::optional<Space> space(const std::string& folder) const override;
  Result<WriteLatency> measure_writes(const std::string& folder) const override;
  std::optional<bool> clock_is_synchronized() const override;
  std::int64_t utc_s() const override;
  unsigned processors() const override;
  User user() const override;
  int highest_priority() const override;
  std::optional<std::uint64_t> lockable_bytes() const override;
  std::optional<std::string> holder_of(const std::string& path) const override;

 private:
  std::filesystem::path root_;
};

}  // namespace dyad::server
