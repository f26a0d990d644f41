#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/ids.hpp"
#include "dyad/core/result.hpp"
#include "dyad/log/header.hpp"

namespace dyad::log {

// One kind of name, by its index. Also holds each name as JSON text, quotes
// included, ready to be copied into a line.
class NameTable {
 public:
  NameTable() = default;
  explicit NameTable(std::vector<std::string> names);

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t index) const { return names_[index]; }
  const std::string& json(std::size_t index) const { return json_[index]; }
  std::optional<std::size_t> find(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::string> json_;
};

// What a log names. Records hold indices, lines hold names; the header's rig,
// subjects and stage tie the two.
struct Names {
  // After the rig's devices stands this one: the automated partner of a stage.
  static constexpr std::string_view kPartner = "partner";

  NameTable channels;
  NameTable devices;
  NameTable subjects;

  // Of the header's stage; each is empty where the stage has none, or where it
  // cannot be read.
  NameTable blocks;
  NameTable factors;
  std::vector<NameTable> levels;  // by factor
  NameTable choices;              // of the stage, its blocks and its levels together

  // Refuses what would make a line mean two things: a rig without its channels or
  // devices, a name given twice, empty, too long or with control characters.
  static Result<Names> of(const Header& header);
};

}  // namespace dyad::log
