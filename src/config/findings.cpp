#include "findings.hpp"

#include <algorithm>
#include <tuple>

namespace dyad::config {

Problem Findings::problem_at(Document::Place place, std::string_view pointer,
                             std::string found, std::string expected,
                             std::string suggestion) const {
  return {document_.file,       place.line,       place.column,
          std::string(pointer), std::move(found), std::move(expected),
          std::move(suggestion)};
}

void Findings::add(std::string_view pointer, std::string found, std::string expected,
                   std::string suggestion) {
  problems_.push_back(problem_at(document_.place_of(pointer), pointer, std::move(found),
                                 std::move(expected), std::move(suggestion)));
}

void Findings::add_once(std::string_view pointer, std::string found,
                        std::string expected, std::string suggestion) {
  const bool said =
      std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
        return problem.pointer == pointer && problem.found == found &&
               problem.expected == expected;
      });
  if (said) return;
  add(pointer, std::move(found), std::move(expected), std::move(suggestion));
}

void Findings::add_at_name(std::string_view pointer, std::string found,
                           std::string expected, std::string suggestion) {
  problems_.push_back(problem_at(document_.name_place_of(pointer), pointer,
                                 std::move(found), std::move(expected),
                                 std::move(suggestion)));
}

void Findings::add_unknown(std::string_view pointer, std::string found,
                           std::string expected, std::string suggestion) {
  add_at_name(pointer, std::move(found), std::move(expected), std::move(suggestion));
  unknown_.push_back(problems_.back());
}

void Findings::append_to(Problems& problems) const {
  Problems all = document_.defects;
  all.insert(all.end(), problems_.begin(), problems_.end());
  std::stable_sort(all.begin(), all.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  problems.insert(problems.end(), all.begin(), all.end());
}

}  // namespace dyad::config
