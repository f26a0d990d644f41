#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dyad/log/reader.hpp"

namespace dyad::gpio_sim {

// A log read whole, as far as it has been written.
struct SessionLog {
  log::Header header;
  std::vector<log::Record> records;
  std::vector<std::string> warnings;
  std::string error;  // empty: read to its end

  // No log yet, or one without its header: nothing in it.
  static SessionLog read(const std::filesystem::path& file);

  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& record : records) {
      if (const T* of_type = std::get_if<T>(&record)) found.push_back(*of_type);
    }
    return found;
  }
  // Note bodies, e.g. notes<note::TrialOutcome>(), with the note's time.
  template <typename Body>
  std::vector<std::pair<Time, Body>> notes() const {
    std::vector<std::pair<Time, Body>> found;
    for (const Note& note : all<Note>()) {
      if (const Body* body = std::get_if<Body>(&note.body)) {
        found.emplace_back(note.time, *body);
      }
    }
    return found;
  }
  std::vector<Fault> faults(FaultKind kind) const;
  std::vector<Command> rewards() const;
  std::vector<Input> edges(const std::string& channel) const;
  std::size_t actuations(ActuationStatus status) const;
  bool ended() const { return !all<log::End>().empty(); }
  std::string end_reason() const;
  // By the end record.
  ChannelCounts counts(const std::string& channel) const;

 private:
  ChannelIndex index_of(const std::string& channel) const;
};

}  // namespace dyad::gpio_sim
