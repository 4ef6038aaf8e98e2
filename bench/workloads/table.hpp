// The table: what each system takes at each workload, and the ratios, beside those that are asked of Unroll.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace bench {

// In this order everywhere.
enum Column { layer, loop, torch_layer, torch_loop, floor_by_hand, products, products_hoisted, columns };
constexpr std::array<const char*, columns> headings{"Unroll",  "Unroll, loop", "LibTorch", "LibTorch, loop",
                                                    "by hand", "products",     "hoisted"};

// Ratios that Unroll's layer is to reach; none where nothing is asked.
struct Required {
  std::optional<double> faster_than_torch, at_most_by_hand, of_products;
};

struct Row {
  std::string name, what;
  double unit;                                       // in seconds
  std::array<std::optional<double>, columns> times;  // in seconds
  Required required;

  std::optional<double> faster_than_torch() const;  // than the better of its layer and its loop
  std::optional<double> by_hand() const;            // our time by that of the code by hand
  std::optional<double> of_products() const;        // the time of the products alone by ours
};

std::string as_table(const std::vector<Row>& rows);  // Markdown
std::string as_json(const std::string& conditions, const std::vector<Row>& rows);

}  // namespace bench
